//! What the terminal library reports of a Windows console, as the wizard knows it: the one place that filters and renames its keys.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use zeroize::Zeroizing;

use super::input::{TerminalInput, pasted};
use crate::kit::keys::{Code, Key};

pub(crate) fn input(event: Event) -> Option<TerminalInput> {
    match event {
        Event::Key(event) => key(&event).map(TerminalInput::Key),
        Event::Paste(text) => Some(pasted(&Zeroizing::new(text))),
        Event::Resize(..) => Some(TerminalInput::Resized),
        Event::FocusGained | Event::FocusLost | Event::Mouse(_) => None,
    }
}

/// A key event as a key, if it is a press of a key that the wizard knows.
fn key(event: &KeyEvent) -> Option<Key> {
    translate(event, if cfg!(windows) { CtrlAlt::IsAltGr } else { CtrlAlt::IsBoth })
}

/// What Control and Alt together mean: on Windows that is how AltGr arrives, which types characters such as `@` and `\`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CtrlAlt {
    IsAltGr,
    IsBoth,
}

fn translate(event: &KeyEvent, ctrl_alt: CtrlAlt) -> Option<Key> {
    let held = match event.kind {
        KeyEventKind::Press => false,
        KeyEventKind::Repeat => true,
        KeyEventKind::Release => return None,
    };
    if event.modifiers.intersects(KeyModifiers::SUPER | KeyModifiers::HYPER) {
        // A shortcut of the desktop.
        return None;
    }
    let mut ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let mut alt = event.modifiers.intersects(KeyModifiers::ALT | KeyModifiers::META);
    let code = match event.code {
        KeyCode::Char(_) if ctrl && alt && ctrl_alt == CtrlAlt::IsAltGr => {
            (ctrl, alt) = (false, false);
            code(event)?
        }
        // Backspace, as some terminals send it.
        KeyCode::Char('h' | 'H') if ctrl && !alt => {
            ctrl = false;
            Code::Backspace
        }
        // A line feed: how Enter arrives where somebody translates it on the way. Alone it is bound to nothing else.
        KeyCode::Char('j' | 'J') if ctrl && !alt => {
            ctrl = false;
            Code::Enter
        }
        KeyCode::Char(c) if ctrl => Code::Char(c.to_ascii_lowercase()),
        // The Windows console adds Control to some.
        KeyCode::Enter => {
            ctrl = false;
            Code::Enter
        }
        _ => code(event)?,
    };
    Some(Key { code, ctrl, alt, held })
}

fn code(event: &KeyEvent) -> Option<Code> {
    Some(match event.code {
        KeyCode::Char(c) if c.is_control() => return None,
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => Code::BackTab,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(number) => Code::F(number),
        // Keys that nothing is bound to, on most keyboards not even there.
        KeyCode::Insert
        | KeyCode::Null
        | KeyCode::CapsLock
        | KeyCode::ScrollLock
        | KeyCode::NumLock
        | KeyCode::PrintScreen
        | KeyCode::Pause
        | KeyCode::Menu
        | KeyCode::KeypadBegin
        | KeyCode::Media(_)
        | KeyCode::Modifier(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: KeyModifiers = KeyModifiers::NONE;
    const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
    const CTRL: KeyModifiers = KeyModifiers::CONTROL;
    const ALT: KeyModifiers = KeyModifiers::ALT;

    /// Compared as text that shows the character, which `Debug` of a key does not.
    fn told(key: Option<Key>) -> String {
        key.map_or("-".to_owned(), |key| format!("{key}{}", if key.held { " held" } else { "" }))
    }

    #[test]
    fn keys_are_translated() {
        for (code, modifiers, expected) in [
            (KeyCode::Char('a'), NONE, "a"),
            (KeyCode::Char('A'), SHIFT, "A"),
            (KeyCode::Char('ß'), NONE, "ß"),
            (KeyCode::Char('l'), CTRL, "Ctrl+L"),
            (KeyCode::Char('L'), CTRL | SHIFT, "Ctrl+L"),
            (KeyCode::Char('x'), ALT, "Alt+x"),
            (KeyCode::Char('h'), CTRL, "Backspace"),
            (KeyCode::Char('j'), CTRL, "Enter"),
            (KeyCode::Char('\u{7f}'), NONE, "-"),
            (KeyCode::Enter, NONE, "Enter"),
            (KeyCode::Enter, CTRL, "Enter"),
            (KeyCode::Tab, NONE, "Tab"),
            (KeyCode::Tab, SHIFT, "Shift+Tab"),
            (KeyCode::BackTab, NONE, "Shift+Tab"),
            (KeyCode::BackTab, SHIFT, "Shift+Tab"),
            (KeyCode::Up, NONE, "↑"),
            (KeyCode::F(1), NONE, "F1"),
            (KeyCode::Insert, NONE, "-"),
            (KeyCode::Char('c'), KeyModifiers::SUPER, "-"),
        ] {
            assert_eq!(told(key(&KeyEvent::new(code, modifiers))), expected, "{code:?} {modifiers:?}");
        }
    }

    #[test]
    fn a_shifted_ctrl_letter_is_the_lower_case_one() {
        assert_eq!(key(&KeyEvent::new(KeyCode::Char('Y'), CTRL | SHIFT)), Some(Key::ctrl('y')));
    }

    #[test]
    fn alt_gr_types_on_windows_only() {
        let event = KeyEvent::new(KeyCode::Char('@'), CTRL | ALT);
        assert_eq!(translate(&event, CtrlAlt::IsAltGr), Some(Key::char('@')));
        assert_eq!(told(translate(&event, CtrlAlt::IsBoth)), "Ctrl+Alt+@");
        let polish = KeyEvent::new(KeyCode::Char('Ć'), CTRL | ALT | SHIFT);
        assert_eq!(translate(&polish, CtrlAlt::IsAltGr), Some(Key::char('Ć')));
    }

    #[test]
    fn a_key_counts_when_it_goes_down_not_when_it_comes_up() {
        let event = |kind| KeyEvent::new_with_kind(KeyCode::Enter, NONE, kind);
        assert_eq!(told(key(&event(KeyEventKind::Press))), "Enter");
        assert_eq!(told(key(&event(KeyEventKind::Repeat))), "Enter held");
        assert_eq!(told(key(&event(KeyEventKind::Release))), "-");
    }
}
