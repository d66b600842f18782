//! What comes from the terminal, as a stream: keys and pastes, a window of another size, stopping and going on.
//!
//! A thread sleeps in reading the terminal; nothing polls. It is not the terminal library that reads here: that one takes an ESC
//! for the key before its sequence is complete, waits for the end of a paste for ever, takes answers of the terminal for keys,
//! and keeps what was typed in buffers that nobody can wipe. On Windows, where the console tells keys as keys, it is.
//!
//! What is read is wiped: the buffer, each piece, each paste. What is not: keys on their way through the queues, one by one, which
//! live as long as a turn of the loop and are overwritten by the next ones; what the system keeps of a terminal; and on Windows the
//! buffers of the terminal library, which offers nothing for it.

#[cfg(unix)]
pub use unix::Events;

#[cfg(unix)]
mod unix {
    use std::collections::VecDeque;
    use std::future::Future as _;
    use std::io;
    use std::pin::Pin;
    use std::task::{Context, Poll, ready};
    use std::thread;

    use futures_util::Stream;
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::io::Errno;
    use rustix::process::Signal as Number;
    use tokio::signal::unix::{Signal, SignalKind, signal};
    use tokio::sync::mpsc;
    use tokio::time::{Instant, Sleep, sleep_until};
    use zeroize::Zeroizing;

    use crate::terminal::decoder::Decoder;
    use crate::terminal::input::TerminalInput;

    const PIECE: usize = 16 * 1024;
    /// How many such pieces may wait. The thread stops reading until there is room.
    const PIECES: usize = 8;

    /// What was read, and when: whoever decodes it may come to it later, and judges by the time between pieces.
    type Piece = io::Result<(Instant, Zeroizing<Vec<u8>>)>;

    #[derive(Debug)]
    pub struct Events {
        pieces: mpsc::Receiver<Piece>,
        resized: Signal,
        stop: Signal,
        resumed: Signal,
        decoder: Decoder,
        ready: VecDeque<TerminalInput>,
        /// Until what is incomplete is over.
        timer: Pin<Box<Sleep>>,
    }

    impl Events {
        /// From here on the terminal is read. Needs a tokio runtime.
        pub fn listen() -> io::Result<Self> {
            let (sender, pieces) = mpsc::channel(PIECES);
            let events = Self {
                pieces,
                resized: signal(SignalKind::window_change())?,
                stop: signal(SignalKind::from_raw(Number::TSTP.as_raw()))?,
                resumed: signal(SignalKind::from_raw(Number::CONT.as_raw()))?,
                decoder: Decoder::default(),
                ready: VecDeque::new(),
                timer: Box::pin(sleep_until(Instant::now())),
            };
            thread::Builder::new().name("keys".to_owned()).spawn(move || read_all(&sender))?;
            Ok(events)
        }

        /// Takes what has come, if anything did.
        fn poll_source(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<()>>> {
            if let Poll::Ready(piece) = self.pieces.poll_recv(cx) {
                let mut out = Vec::new();
                let read = piece.map(|piece| {
                    let (at, bytes) = piece?;
                    self.decoder.take(&bytes, at.into_std(), &mut out);
                    Ok(())
                });
                self.ready.extend(out);
                return Poll::Ready(read);
            }
            for (signal, input) in [
                (&mut self.stop, TerminalInput::Stop),
                (&mut self.resumed, TerminalInput::Resumed),
                (&mut self.resized, TerminalInput::Resized),
            ] {
                if signal.poll_recv(cx).is_ready() {
                    self.ready.push_back(input);
                    return Poll::Ready(Some(Ok(())));
                }
            }
            // Last, for what has come already may complete what is incomplete.
            let Some(due) = self.decoder.due().map(Instant::from_std) else { return Poll::Pending };
            if self.timer.deadline() != due {
                self.timer.as_mut().reset(due);
            }
            if self.timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            let mut out = Vec::new();
            self.decoder.finish(&mut out);
            self.ready.extend(out);
            Poll::Ready(Some(Ok(())))
        }
    }

    impl Stream for Events {
        type Item = io::Result<TerminalInput>;

        fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            loop {
                if let Some(input) = self.ready.pop_front() {
                    return Poll::Ready(Some(Ok(input)));
                }
                match ready!(self.poll_source(cx)) {
                    Some(Ok(())) => {}
                    Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                    None => return Poll::Ready(None),
                }
            }
        }
    }

    /// Reads until the terminal is gone, or nobody wants any more of it.
    fn read_all(sender: &mpsc::Sender<Piece>) {
        let stdin = io::stdin();
        // Not through the library's own buffer, which nobody can wipe.
        let mut buffer = Zeroizing::new(vec![0; PIECE]);
        loop {
            let piece = match rustix::io::read(&stdin, &mut **buffer) {
                // The second is how a terminal that is gone is read.
                Ok(0) | Err(Errno::IO) => return,
                Ok(count) => {
                    let piece = Zeroizing::new(buffer.get(..count).unwrap_or_default().to_vec());
                    buffer.get_mut(..count).unwrap_or_default().fill(0);
                    Ok((Instant::now(), piece))
                }
                Err(Errno::INTR) => continue,
                // Whoever had the terminal before may have left it so that reading does not wait.
                Err(Errno::AGAIN) => match poll(&mut [PollFd::new(&stdin, PollFlags::IN)], None) {
                    Ok(_) | Err(Errno::INTR) => continue,
                    Err(error) => Err(error.into()),
                },
                Err(error) => Err(error.into()),
            };
            let is_over = piece.is_err();
            if sender.blocking_send(piece).is_err() || is_over {
                return;
            }
        }
    }
}

#[cfg(not(unix))]
pub use elsewhere::Events;

#[cfg(not(unix))]
mod elsewhere {
    use std::io;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use crossterm::event::EventStream;
    use futures_util::Stream;

    use crate::terminal::console::input;
    use crate::terminal::input::TerminalInput;

    #[derive(Debug, Default)]
    pub struct Events(EventStream);

    impl Events {
        /// From here on the terminal is read.
        pub fn listen() -> io::Result<Self> {
            Ok(Self::default())
        }
    }

    impl Stream for Events {
        type Item = io::Result<TerminalInput>;

        fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            loop {
                match Pin::new(&mut self.0).poll_next(cx) {
                    Poll::Ready(Some(Ok(event))) => {
                        if let Some(input) = input(event) {
                            return Poll::Ready(Some(Ok(input)));
                        }
                    }
                    Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                    Poll::Ready(None) => return Poll::Ready(None),
                    Poll::Pending => return Poll::Pending,
                }
            }
        }
    }
}
