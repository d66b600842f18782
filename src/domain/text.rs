//! Text of strangers, made fit for a terminal: nothing in it moves the cursor, hides, or turns the line around.
//!
//! What is unseen is decided here and nowhere else, for what comes over the network, out of tokens, addresses and files, and for
//! what is typed and pasted.

use std::{iter::Peekable, ops::Range, str::Chars};

use unicode_segmentation::UnicodeSegmentation as _;
use zeroize::Zeroizing;

/// Whether nobody can see that it is there: control characters (tabs and line breaks among them), bidirectional controls, which
/// make a text look like another one, and characters that take no room and join nothing.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Where the password of a URL stands in a text: `https://user:password@host`. Whether its query holds one cannot be known.
pub fn password(text: &str) -> Option<Range<usize>> {
    let start = text.find("://")? + 3;
    let end = text[start..].find(['/', '?', '#', '\\']).map_or(text.len(), |at| start + at);
    let user = &text[start..start + text[start..end].rfind('@')?];
    let from = start + user.find(':')? + 1;
    (from < start + user.len()).then_some(from..start + user.len())
}

/// Whether it takes no room, but changes how its neighbours look: scripts and emoji need it between them.
pub fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// So many characters one letter may be made of. A family of four with skin tones, the longest that means something, has eleven.
const MOST_IN_ONE: usize = 16;

/// The text on one line, without what is unseen, and without whole escape sequences. Tabs and line breaks become blanks. Joiners
/// stay where they join. A letter has no more marks than it can show.
pub fn clean(raw: &str) -> String {
    let text = clean_signs(raw);
    let has_too_many = |text: &str| text.graphemes(true).any(|grapheme| letter(grapheme).len() < grapheme.len());
    if text.is_ascii() || !has_too_many(&text) { text } else { text.graphemes(true).map(letter).collect() }
}

/// A letter without the marks that are too many. They take no room, so thousands of them can be where one is seen, and would be sent
/// to the terminal with every draw.
pub fn letter(grapheme: &str) -> &str {
    grapheme.char_indices().nth(MOST_IN_ONE).and_then(|(end, _)| grapheme.get(..end)).unwrap_or(grapheme)
}

fn clean_signs(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = Rest { chars: raw.chars().peekable(), has_terminators: true };
    while let Some(c) = rest.chars.next() {
        match c {
            '\u{1b}' => rest.skip_sequence(),
            // The same introducers as one character each.
            '\u{9b}' => rest.skip_control_sequence(),
            '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => rest.skip_string(),
            '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push(' '),
            c if is_joiner(c) => {
                let joins = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !is_unseen(c) && !is_joiner(c));
                if joins(out.chars().next_back()) && joins(rest.chars.peek().copied()) {
                    out.push(c);
                }
            }
            c if is_unseen(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// The same, cut after so many characters.
pub fn clean_start(raw: &str, most: usize) -> String {
    clean(raw).chars().take(most).collect()
}

/// Only what can be seen, blanks included; wiped when dropped, for it may be a secret.
pub fn seen(raw: &str) -> Zeroizing<String> {
    // It only gets shorter, so the buffer does not move and leaves no copy behind.
    let mut kept = Zeroizing::new(String::with_capacity(raw.len()));
    kept.extend(raw.chars().filter(|c| !is_unseen(*c)));
    kept
}

/// The next name after one that is taken: `Sales` → `Sales 2` → `Sales 3`.
pub fn next_name(name: &str) -> String {
    let name = name.trim();
    if let Some((stem, count)) = name.rsplit_once(' ')
        && let Ok(count) = count.parse::<u8>()
        && count < 99
        && !stem.is_empty()
    {
        return format!("{stem} {}", count + 1);
    }
    format!("{name} 2")
}

/// A value without the quotation marks around it, which `docker --env-file` keeps, and without blanks around it.
pub fn unquoted(text: &str) -> &str {
    let text = text.trim();
    ['"', '\''].into_iter().find_map(|mark| text.strip_prefix(mark)?.strip_suffix(mark)).map_or(text, str::trim)
}

/// The words with a capital, for the begin of a sentence.
pub fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A token without the word that stands before it in the header of a request.
pub fn bare_token(text: &str) -> &str {
    const BEARER: &str = "bearer";
    let text = text.trim_start();
    match text.split_at_checked(BEARER.len()) {
        Some((word, rest)) if word.eq_ignore_ascii_case(BEARER) && rest.starts_with([' ', '\t']) => rest.trim_start(),
        _ => text,
    }
}

/// What is still to be read.
struct Rest<'a> {
    chars: Peekable<Chars<'a>>,
    /// Whether something may still end a string. Looked for once only, else a text full of beginnings would be read through
    /// again for each of them.
    has_terminators: bool,
}

impl Rest<'_> {
    /// After an escape character: the rest of whatever it began.
    fn skip_sequence(&mut self) {
        match self.chars.peek() {
            Some('[') => {
                self.chars.next();
                self.skip_control_sequence();
            }
            Some(']' | 'P' | 'X' | '^' | '_') => {
                self.chars.next();
                self.skip_string();
            }
            Some(' '..='~') => {
                while self.chars.next_if(|c| matches!(c, ' '..='/')).is_some() {}
                self.chars.next_if(|c| matches!(c, '0'..='~'));
            }
            _ => {}
        }
    }

    /// Parameters and the final character: `31m`, `2J`.
    fn skip_control_sequence(&mut self) {
        while self.chars.next_if(|c| matches!(c, ' '..='?')).is_some() {}
        self.chars.next_if(|c| matches!(c, '@'..='~'));
    }

    /// A title, a link, a clipboard: up to its terminator. Without one the text stays, for nothing would end it.
    fn skip_string(&mut self) {
        if !self.has_terminators {
            return;
        }
        let mut ahead = self.chars.clone();
        while let Some(c) = ahead.next() {
            let ended = match c {
                '\u{7}' | '\u{9c}' => true,
                '\u{1b}' => ahead.next_if_eq(&'\\').is_some(),
                _ => false,
            };
            if ended {
                self.chars = ahead;
                return;
            }
        }
        self.has_terminators = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_of_a_url_is_found_and_nothing_else() {
        for (text, found) in [
            ("https://u:SECRET@x.example/a?api_key=q", Some("SECRET")),
            ("https://u:p@ss@h", Some("p@ss")),
            ("https://:p@h:443/", Some("p")),
            ("https://u@h/", None),
            ("https://u:@h/", None),
            ("https://h:443/a:b@c", None),
            ("https://h?a:b@c", None),
            ("u:p@h", None),
            ("", None),
        ] {
            assert_eq!(password(text).map(|range| &text[range]), found, "{text}");
        }
    }

    #[test]
    fn what_acts_on_a_terminal_is_gone_and_what_is_text_stays() {
        for (raw, expected) in [
            ("Sales", "Sales"),
            ("Über 日本 👩‍💻 می‌خواهم", "Über 日本 👩‍💻 می‌خواهم"),
            ("\u{1b}[31mred\u{1b}[0m", "red"),
            ("a\u{9b}2Jb", "ab"),
            ("x\u{1b}]0;title\u{7}y", "xy"),
            ("x\u{1b}]8;;http://evil\u{1b}\\y", "xy"),
            ("x\u{9d}52;c;AAAA\u{9c}y", "xy"),
            ("open\u{1b}]0;no end", "open0;no end"),
            ("\u{1b}(Bend\u{1b}", "end"),
            ("a\tb\r\nc\u{2028}d", "a b  c d"),
            ("bell\u{7}del\u{7f}nul\u{0}c1\u{80}", "belldelnulc1"),
            ("gnp.\u{202e}exe\u{202c}\u{2066}x\u{2069}\u{200e}\u{200f}\u{61c}", "gnp.exex"),
            ("a\u{200b}d\u{2060}m\u{feff}i\u{ad}n", "admin"),
            ("\u{200d}a \u{200d}b\u{200d}\u{200d}c\u{200d}", "a b\u{200d}c"),
        ] {
            assert_eq!(clean(raw), expected, "{raw:?}");
        }
    }

    #[test]
    fn sanitising_twice_changes_nothing_more() {
        for raw in ["\u{1b}\u{1b}[31m[32m", "a\u{200d}\u{202e}\u{200d}b", "\u{1b}]\u{1b}]x\u{7}\u{7}", "\u{9b}\u{9b}m"]
        {
            let once = clean(raw);
            assert_eq!(clean(&once), once, "{raw:?}");
        }
    }

    #[test]
    fn a_large_text_full_of_beginnings_is_read_in_one_go() {
        // What began is read on for its end: sixteen million times sixteen million characters would take days.
        let hostile = "\u{1b}]".repeat(8 * 1024 * 1024);
        assert_eq!(clean(&hostile).len(), 0);
        let hostile = format!("{}\u{7}{}", "\u{90}x".repeat(1024), "\u{90}x".repeat(1024 * 1024));
        assert_eq!(clean(&hostile), "x".repeat(1024 * 1024));
    }

    #[test]
    fn a_letter_has_no_more_marks_than_it_can_show() {
        let family = "\u{1f468}\u{1f3fb}\u{200d}\u{1f469}\u{1f3fc}\u{200d}\u{1f467}\u{1f3fd}\u{200d}\u{1f466}\u{1f3fe}";
        assert_eq!(clean(family), family);
        for marks in ["\u{301}", "\u{fe0f}", "\u{200d}\u{1f469}", "\u{94d}\u{915}"] {
            let name = clean(&format!("a\u{915}\u{1f469}{}b", marks.repeat(100_000)));
            assert!(name.chars().count() < 2 * MOST_IN_ONE && name.ends_with('b'), "{}", name.chars().count());
        }
        assert_eq!(clean(&"e\u{301}".repeat(1000)), "e\u{301}".repeat(1000));
    }

    #[test]
    fn a_start_has_no_more_than_it_may_have() {
        assert_eq!(clean_start("a\u{1b}[31mb\u{202e}cd", 3), "abc");
        assert_eq!(clean_start(&"ä".repeat(100), 7), "ä".repeat(7));
        assert_eq!(clean_start("", 7), "");
    }

    #[test]
    fn what_may_be_a_secret_loses_the_unseen_and_stays_in_its_buffer() {
        let raw = "a\u{200b} b\n\u{202e}c\u{200d}d";
        let kept = seen(raw);
        assert_eq!((kept.as_str(), kept.capacity()), ("a bc\u{200d}d", raw.len()));
    }

    #[test]
    fn the_next_name_counts_on() {
        for (name, next) in [("Sales", "Sales 2"), ("Sales 2", "Sales 3"), ("Sales 2024", "Sales 2024 2"), ("7", "7 2")]
        {
            assert_eq!(next_name(name), next);
        }
    }
}
