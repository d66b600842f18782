use super::*;

#[expect(clippy::disallowed_methods, reason = "some moment to count from; the time that passes is in the table")]
fn moment() -> Instant {
    Instant::now()
}

/// What comes out: keys by name, typed characters as they are, pastes in brackets.
fn told(inputs: &[TerminalInput]) -> String {
    let one = |input: &TerminalInput| match input {
        TerminalInput::Key(key) => {
            let held = if key.held { "held " } else { "" };
            key.typed().map_or_else(|| format!("<{held}{key}>"), |c| format!("{held}{c}"))
        }
        TerminalInput::Pasted(text) => format!("[{}]", text.expose()),
        TerminalInput::PastedTooMuch => "[too much]".to_owned(),
        other => format!("{other:?}"),
    };
    inputs.iter().map(one).collect()
}

/// Feeds pieces at their milliseconds; what is incomplete comes due at the end.
fn run(pieces: &[(u64, &[u8])]) -> String {
    let start = moment();
    let mut decoder = Decoder::default();
    let mut out = Vec::new();
    for &(at, bytes) in pieces {
        let now = start + Duration::from_millis(at);
        decoder.take(bytes, now, &mut out);
    }
    if decoder.due().is_some() {
        decoder.finish(&mut out);
    }
    assert_eq!(decoder.due(), None);
    told(&out)
}

/// At once, and byte by byte in a millisecond each: it makes no difference.
#[track_caller]
fn assert_reads(bytes: &[u8], expected: &str) {
    assert_eq!(run(&[(0, bytes)]), expected, "{}", bytes.escape_ascii());
    let single: Vec<(u64, &[u8])> = (0..).zip(bytes.chunks(1)).collect();
    assert_eq!(run(&single), expected, "{}, byte by byte", bytes.escape_ascii());
}

#[test]
fn keys_of_all_kinds_of_terminals_are_read() {
    for (bytes, expected) in [
        ("aZ é日🦀", "aZ é日🦀"),
        ("\r", "<Enter>"),
        ("\n", "<Enter>"),
        ("\t", "<Tab>"),
        ("\x7f\x08", "<Backspace><Backspace>"),
        ("\x01\x1a", "<Ctrl+A><Ctrl+Z>"),
        ("\x1b[A\x1b[B\x1b[C\x1b[D", "<↑><↓><→><←>"),
        ("\x1bOA\x1bOD", "<↑><←>"),
        ("\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~", "<Home><End><Home><End><Home><End>"),
        ("\x1b[3~\x1b[5~\x1b[6~", "<Delete><PgUp><PgDn>"),
        ("\x1bOP\x1b[11~\x1b[[A\x1b[24~\x1b[15~", "<F1><F1><F1><F12><F5>"),
        ("\x1b[Z", "<Shift+Tab>"),
        // With Control and Alt: xterm, rxvt, and macOS.
        ("\x1b[1;5C\x1b[1;5D\x1bOc\x1bOd\x1bO5C", "<Ctrl+→><Ctrl+←><Ctrl+→><Ctrl+←><Ctrl+→>"),
        ("\x1b[1;3C\x1b[1;9D\x1b\x1b[C\x1b\x1bOD", "<Alt+→><Alt+→><Alt+←>"),
        ("\x1b[3;5~\x1b[3^\x1b[3@\x1b[7$", "<Ctrl+Delete><Ctrl+Delete><Ctrl+Delete><Home>"),
        ("\x1b[a\x1b[b\x1b[c\x1b[d", "<↑><↓><→><←>"),
        ("\x1bb\x1bf\x1bd\x1b\x7f\x1bé", "<Alt+b><Alt+f><Alt+d><Alt+Backspace><Alt+é>"),
        // The keys beside the main ones.
        ("\x1bOp\x1bOy\x1bOM", "09<Enter>"),
        // Keys by their numbers.
        ("\x1b[97u\x1b[97;5u\x1b[27;5;108~\x1b[13;5u", "a<Ctrl+A><Ctrl+L><Enter>"),
        ("\x1b[97;2u\x1b[9;2u\x1b[27u\x1b[127u", "A<Shift+Tab><Esc><Backspace>"),
        ("\x1b[97;1:2u\x1b[97;1:3u\x1b[1;1:3A\x1b[57441u", "held a"),
    ] {
        assert_reads(bytes.as_bytes(), expected);
    }
}

#[test]
fn answers_of_the_terminal_that_come_late_are_swallowed() {
    for answer in [
        "\x1b[?64;1;2;6;9;15;18;21;22c",
        "\x1b[>41;354;0c",
        "\x1b[?997;1n",
        "\x1b[0n",
        "\x1b[12;40R",
        "\x1b[?2026;2$y",
        "\x1b[4;2$y",
        "\x1b[?1u",
        "\x1b[8;40;120t",
        "\x1b[<0;10;10M",
        "\x1b[I\x1b[O",
        "\x1b[201~",
        "\x1b]11;rgb:1e1e/1e1e/1e1e\x07",
        "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
        "\x1b]52;c;aGVsbG8gd29ybGQ=\x1b\\",
        "\x1b]4;1;rgb:ffff/0000/0000\x07",
        "\x1bP>|XTerm(388)\x1b\\",
        "\x1bP1+r544e=787465726d\x1b\\",
        "\x1b_Gi=31;OK\x1b\\",
        "\x1b^private\x1b\\",
        "\x1bXstring\x1b\\",
        "\x1b[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20c",
    ] {
        assert_reads(format!("a{answer}b").as_bytes(), "ab");
        assert_reads(format!("{answer}{answer}\r").as_bytes(), "<Enter>");
    }
}

#[test]
fn an_answer_that_breaks_off_locks_nothing() {
    for beginning in ["\x1b]52;c;aGVs", "\x1bP>|XTerm", "\x1b_G", "\x1b[?64;1", "\x1b[", "\x1bO"] {
        let heard = run(&[(0, beginning.as_bytes()), (20, b"\x03")]);
        assert!(heard.ends_with("<Ctrl+C>"), "{}: {heard}", beginning.escape_debug());
        let heard = run(&[(0, beginning.as_bytes()), (200, b"x\r")]);
        assert!(heard.ends_with("x<Enter>"), "{}: {heard}", beginning.escape_debug());
    }
    // Another sequence begins in the middle of it.
    assert_reads(b"\x1b]11;rgb\x1b[Ax", "<↑>x");
}

#[test]
fn an_escape_waits_for_what_belongs_to_it() {
    for (what, pieces, expected) in [
        ("pressed", &[(0, &b"\x1b"[..])][..], "<Esc>"),
        ("twice", &[(0, b"\x1b"), (120, b"\x1b")], "<Esc><Esc>"),
        ("twice at once", &[(0, b"\x1b\x1b")], "<Esc><Esc>"),
        ("held down", &[(0, b"\x1b"), (33, b"\x1b"), (66, b"\x1b")], "<Esc><Esc><Esc>"),
        ("an arrow cut behind it", &[(0, b"\x1b"), (2, b"[A")], "<↑>"),
        ("cut late", &[(0, b"\x1b"), (30, b"[A")], "<↑>"),
        ("cut in two places", &[(0, b"\x1b"), (30, b"["), (80, b"A")], "<↑>"),
        ("a slow line", &[(0, b"\x1b["), (100, b"1;5"), (200, b"C")], "<Ctrl+→>"),
        ("Option and an arrow, cut", &[(0, b"\x1b"), (10, b"\x1b["), (20, b"A")], "<Alt+↑>"),
        ("and a letter after a while", &[(0, b"\x1b"), (60, b"b")], "<Esc>b"),
        ("Alt and an introducer", &[(0, b"\x1b["), (200, b"x")], "<Alt+[>x"),
        ("Alt and another one", &[(0, b"\x1bO"), (200, b"\x1b]"), (400, b"\x1bP")], "<Alt+O><Alt+]><Alt+P>"),
        ("Esc and then a paste", &[(0, b"\x1b\x1b[200~x\x1b[201~")], "<Esc>[x]"),
        ("half a character", &[(0, b"\xc3"), (100, b"\xa9")], "é"),
        ("half a character and nothing", &[(0, b"\xc3"), (200, b"x")], "x"),
    ] {
        assert_eq!(run(pieces), expected, "{what}");
    }
}

#[test]
fn a_byte_of_another_encoding_swallows_nothing_else() {
    for (bytes, expected) in [
        (&b"M\xfcller"[..], "Mller"),
        (b"caf\xe9 x", "caf x"),
        (b"\xe4\xf6\xfcA", "A"),
        (b"\xe9\r", "<Enter>"),
        (b"\xf0\x9f\x1b[A", "<↑>"),
        (b"\xc0\x80\xed\xa0\x80x\xff\xfe", "x"),
        (b"\xc2\x9b31mx", "31mx"),
        (b"\x1b[200~M\xfcller\x1b[201~", "[Mller]"),
    ] {
        assert_reads(bytes, expected);
    }
}

#[test]
fn a_sequence_that_begins_with_one_byte_of_eight_bits_types_nothing() {
    for (bytes, expected) in [
        (&b"\x9bAx"[..], "<\u{2191}>x"),
        (b"\x9b?1;2cx", "x"),
        (b"\x8fPx", "<F1>x"),
        (b"\x9d11;rgb:0/0/0\x9cx", "x"),
        (b"\x9d11;rgb:0/0/0\x07x", "x"),
        (b"\x90>|xterm\x9cx", "x"),
        (b"\x9f\x9cx", "x"),
        (b"\x9cx\x85y\x80z", "xyz"),
        (b"\x9d", ""),
        ("\u{15b}\u{2713}\u{65e5}".as_bytes(), "\u{15b}\u{2713}\u{65e5}"),
    ] {
        assert_reads(bytes, expected);
    }
    // A letter that comes later is a letter.
    assert!(run(&[(0, b"\x9b"), (500, b"x")]).ends_with('x'));
}

#[test]
fn paste_without_end_marker_ends_after_silence() {
    for (what, pieces, expected) in [
        ("in brackets", &[(0, &b"\x1b[200~one\rtwo\x1b[201~x"[..])][..], "[one\ntwo]x"),
        ("empty", &[(0, b"\x1b[200~\x1b[201~")], "[]"),
        ("without its end", &[(0, b"\x1b[200~acme.eu")], "[acme.eu]"),
        ("typed on after that", &[(0, b"\x1b[200~acme.eu"), (1100, b"x\r")], "[acme.eu]x<Enter>"),
        ("a pause in the middle", &[(0, b"\x1b[200~ac"), (900, b"me\x1b[201~\r")], "[acme]<Enter>"),
        ("its end came too late", &[(0, b"\x1b[200~acme"), (1100, b"\x1b[201~\r")], "[acme]<Enter>"),
        ("half of its end came", &[(0, b"\x1b[200~acme\x1b[20")], "[acme]"),
        ("its end cut", &[(0, b"\x1b[200~acme\x1b"), (90, b"[201"), (180, b"~x")], "[acme]x"),
        ("something like its end", &[(0, b"\x1b[200~a\x1b[201\x1b[201~x")], "[a[201]x"),
        ("Ctrl+C", &[(0, b"\x1b[200~acme.eu"), (400, b"\x03")], "[acme.eu]<Ctrl+C>"),
        ("a control character of the text", &[(0, b"\x1b[200~a\x03b\x1b[201~x")], "[ab]x"),
        ("the same cut before it", &[(0, b"\x1b[200~a"), (1, b"\x03"), (2, b"b\x1b[201~")], "[ab]"),
    ] {
        assert_eq!(run(pieces), expected, "{what}");
    }
}

#[test]
fn a_paste_beyond_the_limit_is_refused_as_a_whole_and_kept_no_longer_than_that() {
    let paste = |length: usize| format!("\x1b[200~{}\x1b[201~x", "y".repeat(length)).into_bytes();
    assert_eq!(run(&[(0, &paste(LIMIT))]).len(), LIMIT + 3);
    for length in [LIMIT + 1, LIMIT + END.len() + 1, 4 * LIMIT] {
        assert_eq!(run(&[(0, &paste(length))]), "[too much]x", "{length}");
    }
    let mut decoder = Decoder::default();
    decoder.take(&paste(4 * LIMIT)[..3 * LIMIT], moment(), &mut Vec::new());
    let State::Paste(paste) = &decoder.state else { panic!("no paste") };
    assert!(paste.text.capacity() <= LIMIT + END.len() + 1);
}

#[test]
fn no_bytes_panic_and_none_lock_it() {
    // Any three pieces of what sequences are made of, and then somebody presses Enter.
    let pieces: [&[u8]; 14] =
        [b"\x1b", b"[", b"O", b"]", b"P", b"\\", b"\x07", b"~", b"200", b"$", b"\xc3", b";", b"A", b"\x1b[200~"];
    for first in pieces {
        for second in pieces {
            for third in pieces {
                let bytes = [first, second, third].concat();
                let heard = run(&[(0, &bytes), (1500, b"\r")]);
                assert!(heard.ends_with("<Enter>"), "{}: {heard}", bytes.escape_ascii());
            }
        }
    }
}
