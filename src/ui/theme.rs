//! The styles: the terminal's own colours, the sixteen accents, bold, dim, reverse. A mark or a word always says it too.

use ratatui::style::{Color, Modifier, Style};

use crate::kit::notice::Tone;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Theme {
    /// The sixteen accents.
    Colour,
    /// No colour at all, for `NO_COLOR`: a colour reset would take bold and reverse away with it.
    Plain,
}

impl Theme {
    pub fn text(self) -> Style {
        Style::new()
    }

    /// What stands back: explanations, open steps, hints.
    pub fn dim(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// Titles and labels that count.
    pub fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    pub fn focus(self) -> Style {
        self.coloured(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// The letters of a row that matched the filter.
    pub fn mark(self) -> Style {
        self.coloured(Color::Magenta).add_modifier(Modifier::UNDERLINED)
    }

    /// A string of JSON: the one accent of a request.
    pub fn string(self) -> Style {
        self.coloured(Color::Green)
    }

    /// Something done, something free.
    pub fn good(self) -> Style {
        self.coloured(Color::Green)
    }

    pub fn warn(self) -> Style {
        self.coloured(Color::Yellow)
    }

    pub fn bad(self) -> Style {
        self.coloured(Color::Red)
    }

    pub fn button(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD)
    }

    /// A text that the next key replaces.
    pub fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The style of a notice, and the mark that says the same.
    pub fn tone(self, tone: Tone) -> (Style, &'static str) {
        match tone {
            Tone::Good => (self.good(), "✓"),
            Tone::Info => (self.focus(), "•"),
            Tone::Warn => (self.warn(), "!"),
            Tone::Bad => (self.bad().add_modifier(Modifier::BOLD), "✗"),
        }
    }

    fn coloured(self, colour: Color) -> Style {
        match self {
            Self::Colour => Style::new().fg(colour),
            Self::Plain => Style::new(),
        }
    }
}
