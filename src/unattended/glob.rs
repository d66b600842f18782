//! Patterns for names: `*` for any text, `?` for any character.

/// Whether a name fits. Letter case counts, as it does at the tenant.
pub(super) fn fits(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut p, mut n) = (0, 0);
    // The last star, and how much of the name it stands for so far.
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => (p, n) = (p + 1, n + 1),
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    (p, n) = (at + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn stars_and_question_marks_stand_for_other_characters() {
        for (pattern, name, expected) in [
            ("*", "", true),
            ("Sales*", "Sales S3", true),
            ("*S3", "Sales S3", true),
            ("*a*e*", "Sales", true),
            ("Sales ?3", "Sales S3", true),
            ("sales*", "Sales", false),
            ("?", "ä", true),
            ("", "x", false),
            ("a*b", "acbd", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
        assert!(!fits(&"*a".repeat(30), &"a".repeat(29)), "and it ends");
    }
}
