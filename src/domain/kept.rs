//! Answers kept per key: changing the key shelves what hung on the old one, and changing back brings it out again.

/// One current value, and one shelved value for every other key there has been.
#[derive(Clone, Debug)]
pub struct Kept<K, T> {
    key: Option<K>,
    now: T,
    shelf: Vec<(K, T)>,
}

impl<K, T: Default> Default for Kept<K, T> {
    fn default() -> Self {
        Self { key: None, now: T::default(), shelf: Vec::new() }
    }
}

impl<K: PartialEq, T: Default> Kept<K, T> {
    /// The current key, once there is one.
    pub fn key(&self) -> Option<&K> {
        self.key.as_ref()
    }

    /// What belongs to the current key.
    pub fn now(&self) -> &T {
        &self.now
    }

    pub fn now_mut(&mut self) -> &mut T {
        &mut self.now
    }

    /// What is kept for this key.
    pub fn of(&self, key: &K) -> Option<&T> {
        let shelved = || self.shelf.iter().find(|(shelved, _)| shelved == key).map(|(_, kept)| kept);
        if self.key.as_ref() == Some(key) { Some(&self.now) } else { shelved() }
    }

    /// Everything that is kept, for every key.
    pub fn all(&self) -> impl Iterator<Item = &T> {
        std::iter::once(&self.now).chain(self.shelf.iter().map(|(_, kept)| kept))
    }

    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut T> {
        std::iter::once(&mut self.now).chain(self.shelf.iter_mut().map(|(_, kept)| kept))
    }

    /// Makes this the current key, and says whether that is a change. What came before the first key belongs to it.
    pub fn switch(&mut self, key: K) -> bool {
        if self.key.as_ref() == Some(&key) {
            return false;
        }
        let Some(old) = self.key.replace(key) else { return true };
        let found = self.key.as_ref().and_then(|key| self.shelf.iter().position(|(shelved, _)| shelved == key));
        let brought = found.map_or_else(T::default, |index| self.shelf.swap_remove(index).1);
        self.shelf.push((old, std::mem::replace(&mut self.now, brought)));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changing_back_restores_what_was_there() {
        let mut kept: Kept<&str, Vec<u8>> = Kept::default();
        kept.now_mut().push(0);
        assert!(kept.switch("a"));
        kept.now_mut().push(1);
        assert!(!kept.switch("a"));
        assert!(kept.switch("b"));
        assert!(kept.now().is_empty());
        assert_eq!((kept.of(&"a"), kept.of(&"b"), kept.of(&"c")), (Some(&vec![0, 1]), Some(&vec![]), None));
        kept.now_mut().push(2);
        assert!(kept.switch("a"));
        assert_eq!(kept.now(), &[0, 1]);
        assert!(kept.switch("b"));
        assert_eq!(kept.now(), &[2]);
    }
}
