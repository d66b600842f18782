//! Text of strangers, made fit for a terminal: nothing in it moves the cursor, hides, or turns the line around.

use std::{iter::Peekable, str::Chars};

use serde_json::{Map, Value};

/// The text on one line, without control characters, whole escape sequences, bidirectional controls and invisible characters.
/// Tabs and line breaks become blanks. Joiners stay where they join: scripts and emoji need them.
pub fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\u{1b}' => skip_sequence(&mut rest),
            // The same introducers as one character each.
            '\u{9b}' => skip_control_sequence(&mut rest),
            '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => skip_string(&mut rest),
            '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push(' '),
            '\u{200c}' | '\u{200d}' => {
                let joins = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !is_unseen(c) && !is_joiner(c));
                if joins(out.chars().next_back()) && joins(rest.peek().copied()) {
                    out.push(c);
                }
            }
            c if is_unseen(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// Whether a text is fit as it came. Ids and links go back to the tenant, so they are taken whole or not at all.
pub fn is_clean(raw: &str) -> bool {
    text(raw) == raw && !raw.contains(['\u{200c}', '\u{200d}'])
}

/// All the strings of a document. Members whose names are unfit are left out: a changed name would be another property.
pub fn tree(value: Value) -> Value {
    match value {
        Value::String(raw) => Value::String(text(&raw)),
        Value::Array(items) => Value::Array(items.into_iter().map(tree).collect()),
        Value::Object(members) => {
            let fit = members.into_iter().filter(|(name, _)| is_clean(name));
            Value::Object(fit.map(|(name, value)| (name, tree(value))).collect::<Map<_, _>>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Control characters, bidirectional controls, and characters that take no room and join nothing.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// After an escape character: the rest of whatever it began.
fn skip_sequence(rest: &mut Peekable<Chars<'_>>) {
    match rest.peek() {
        Some('[') => {
            rest.next();
            skip_control_sequence(rest);
        }
        Some(']' | 'P' | 'X' | '^' | '_') => {
            rest.next();
            skip_string(rest);
        }
        Some(' '..='~') => {
            while rest.next_if(|c| matches!(c, ' '..='/')).is_some() {}
            rest.next_if(|c| matches!(c, '0'..='~'));
        }
        _ => {}
    }
}

/// Parameters and the final character: `31m`, `2J`.
fn skip_control_sequence(rest: &mut Peekable<Chars<'_>>) {
    while rest.next_if(|c| matches!(c, ' '..='?')).is_some() {}
    rest.next_if(|c| matches!(c, '@'..='~'));
}

/// A title, a link, a clipboard: up to its terminator. Without one the text stays, for nothing would end it.
fn skip_string(rest: &mut Peekable<Chars<'_>>) {
    let mut ahead = rest.clone();
    while let Some(c) = ahead.next() {
        let ended = match c {
            '\u{7}' | '\u{9c}' => true,
            '\u{1b}' => ahead.next_if_eq(&'\\').is_some(),
            _ => false,
        };
        if ended {
            *rest = ahead;
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_gone_and_what_is_text_stays() {
        for (raw, clean) in [
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
            assert_eq!(text(raw), clean, "{raw:?}");
        }
    }

    #[test]
    fn sanitising_twice_changes_nothing_more() {
        for raw in ["\u{1b}\u{1b}[31m[32m", "a\u{200d}\u{202e}\u{200d}b", "\u{1b}]\u{1b}]x\u{7}\u{7}", "\u{9b}\u{9b}m"]
        {
            let once = text(raw);
            assert_eq!(text(&once), once, "{raw:?}");
        }
    }

    #[test]
    fn a_document_keeps_its_shape_and_loses_unfit_names() {
        let clean = tree(json!({"a\u{1b}[m": 1, "b": ["x\u{202e}", {"c\u{200b}": 2, "d": "y\n"}], "e": null}));
        assert_eq!(clean, json!({"b": ["x", {"d": "y "}], "e": null}));
    }

    #[test]
    fn an_opaque_value_is_taken_whole_or_not_at_all() {
        assert!(is_clean("637390ef6541614d3a88d6c3") && is_clean("a b/ü?=%0A"));
        for raw in ["a\nb", "a\u{202e}", "a\u{200d}b", "\u{7f}", "a\u{1b}[0m"] {
            assert!(!is_clean(raw), "{raw:?}");
        }
    }
}
