//! Every way from the first try to one of the three outcomes, in tables.

use super::*;

const CREATE: Rule = Rule { tries: 1, again: false, proof: 1, looks: 2, removes: false };
const DELETE: Rule = Rule { tries: 3, again: false, proof: 2, looks: 2, removes: true };
const TRUST: Rule = Rule { tries: 3, again: true, proof: 1, looks: 1, removes: false };
const BLIND: Rule = Rule { tries: 1, again: false, proof: 0, looks: 0, removes: false };

#[expect(clippy::disallowed_methods, reason = "any instant will do")]
fn start() -> Instant {
    Instant::now()
}

/// What happens to a write, in a row.
#[derive(Clone, Debug)]
enum On {
    Done,
    Fails(Verdict),
    Sees(LookupResult<()>),
    Stop,
    Look,
    /// Looks once more, when nothing can be at work any more.
    LookLater,
    SendAnyway,
}

use LookupResult::NotDone;
use On::{Done, Fails, Look, LookLater, Sees, SendAnyway, Stop};
use Verdict::{Gone, Refused, Unknown, Unsent, Wait};

const S: Duration = Duration::from_secs(1);
const ABSENT: Next = Next::NotDone(Reason::Absent);
const REFUSED: Next = Next::NotDone(Reason::Refused);
const LOOKED_UP: Next = Next::Done(Proof::LookedUp);
const SEEN: On = Sees(LookupResult::Done(()));
const OTHER: On = Sees(LookupResult::Other(()));
const NOTHING: On = Sees(LookupResult::Unclear(None));

/// The last that follows, and how often it was sent and looked up.
fn run(rule: Rule, waits: Option<u8>, events: &[On]) -> (Next, u8, u8) {
    let (mut settle, mut now) = (Settle::new(rule, waits), start());
    let mut next = settle.send(now);
    let (mut sent, mut looked) = (1, 0);
    for event in events {
        if let Next::Send(after) | Next::LookUp(after) = next
            && !matches!(event, Stop)
        {
            now += after;
        }
        next = match event {
            Done => settle.done(),
            Fails(verdict) => settle.failed(*verdict, now),
            Sees(seen) => settle.looked_up(seen, now),
            LookLater => {
                now += AT_WORK;
                settle.look(now)
            }
            Stop => settle.stop(now).unwrap(),
            Look => settle.look(now),
            SendAnyway => settle.send(now),
        };
        sent += u8::from(matches!(next, Next::Send(_)));
        looked += u8::from(matches!(next, Next::LookUp(_)));
    }
    (next, sent, looked)
}

#[test]
fn a_create_is_sent_once_and_ends_in_one_of_three_ways() {
    for (events, ends, looks) in [
        (&[Done][..], Next::Done(Proof::Answered), 0),
        (&[Fails(Refused)], REFUSED, 0),
        (&[Fails(Unsent)], REFUSED, 0),
        (&[Fails(Unknown), SEEN], LOOKED_UP, 1),
        (&[Fails(Unknown), Sees(NotDone), Sees(NotDone)], ABSENT, 2),
        (&[Fails(Unknown), Sees(NotDone), SEEN], LOOKED_UP, 2),
        (&[Fails(Unknown), NOTHING, Sees(NotDone), Sees(NotDone)], ABSENT, 3),
        (&[Fails(Unknown), NOTHING, NOTHING], Next::Unknown, 2),
        (&[Fails(Unknown), OTHER], Next::Unknown, 1),
        (&[Fails(Unknown), OTHER, Look, SEEN], LOOKED_UP, 2),
        (&[Fails(Unknown), Stop], Next::Unknown, 1),
        (&[Stop, SEEN], LOOKED_UP, 1),
        // What the tenant is still at work on is not there yet.
        (&[Stop, Sees(NotDone), Sees(NotDone)], Next::Unknown, 2),
        (&[Stop, Sees(NotDone), Sees(NotDone), Look, Sees(NotDone), Sees(NotDone)], Next::Unknown, 4),
        (&[Stop, Sees(NotDone), Sees(NotDone), LookLater, Sees(NotDone), Sees(NotDone)], ABSENT, 4),
    ] {
        assert_eq!(run(CREATE, None, events), (ends, 1, looks), "{events:?}");
    }
}

#[test]
fn a_create_in_doubt_is_looked_up_again_when_it_was_sent_anyway_and_refused() {
    let anyway = [Fails(Unknown), OTHER, SendAnyway, Fails(Refused)];
    assert_eq!(run(CREATE, None, &anyway).0, Next::LookUp(Duration::ZERO));
    for (seen, ends) in [(&[SEEN][..], LOOKED_UP), (&[Sees(NotDone), Sees(NotDone)], REFUSED)] {
        let events = [&anyway[..], seen].concat();
        assert_eq!(run(CREATE, None, &events).0, ends, "{seen:?}");
    }
    assert_eq!(run(CREATE, None, &[Fails(Unknown), OTHER, SendAnyway, Done]).0, Next::Done(Proof::Answered));
}

#[test]
fn a_delete_takes_two_looks_to_be_believed() {
    for (events, ends) in [
        (&[Done][..], Next::Done(Proof::Answered)),
        (&[Fails(Unknown), SEEN], Next::LookUp(BETWEEN_LOOKS)),
        (&[Fails(Unknown), SEEN, SEEN], LOOKED_UP),
        (&[Fails(Unknown), Sees(NotDone), SEEN, SEEN], LOOKED_UP),
        (&[Fails(Unknown), Sees(NotDone), Sees(NotDone)], ABSENT),
        (&[Fails(Unknown), SEEN, Sees(NotDone), Sees(NotDone)], Next::Unknown),
        (&[Fails(Unknown), NOTHING, NOTHING], Next::Unknown),
        // The refusal was one look already; what the list still has was not deleted.
        (&[Fails(Gone), SEEN], Next::Done(Proof::Before)),
        (&[Fails(Gone), Sees(NotDone), Sees(NotDone)], REFUSED),
        (&[Fails(Gone), NOTHING, NOTHING], REFUSED),
    ] {
        let (next, sent, _) = run(DELETE, None, events);
        assert_eq!((next, sent), (ends, 1), "{events:?}");
    }
}

#[test]
fn what_never_arrived_is_sent_again_as_often_as_the_rule_allows() {
    assert_eq!(run(DELETE, None, &[Fails(Unsent), Done]), (Next::Done(Proof::Answered), 2, 0));
    assert_eq!(run(DELETE, None, &[const { Fails(Unsent) }; 3]), (REFUSED, 3, 0));
    assert_eq!(run(TRUST, None, &[Fails(Unknown), Fails(Unsent), Fails(Unsent)]).0, Next::LookUp(Duration::ZERO));
}

#[test]
fn only_what_may_be_said_again_is_sent_again_in_doubt() {
    assert_eq!(run(TRUST, None, &[Fails(Unknown), Done]), (Next::Done(Proof::Answered), 2, 0));
    assert_eq!(run(TRUST, None, &[const { Fails(Unknown) }; 3]), (Next::LookUp(Duration::ZERO), 3, 1));
    assert_eq!(run(TRUST, None, &[Fails(Unknown), Fails(Refused)]), (REFUSED, 2, 0));
    for rule in [CREATE, DELETE, BLIND] {
        assert_eq!(run(rule, None, &[Fails(Unknown)]).1, 1, "{rule:?}");
    }
}

#[test]
fn a_person_waits_without_end_and_a_runner_five_times() {
    assert_eq!(run(CREATE, None, &[const { Fails(Wait(S)) }; 9]), (Next::Send(S), 10, 0));
    assert_eq!(run(CREATE, Some(5), &[const { Fails(Wait(S)) }; 5]), (Next::Send(S), 6, 0));
    assert_eq!(run(CREATE, Some(5), &[const { Fails(Wait(S)) }; 6]), (REFUSED, 6, 0));
}

#[test]
fn stopping_a_wait_in_time_sends_nothing_and_later_it_is_looked_up() {
    assert_eq!(run(CREATE, None, &[Fails(Wait(S)), Stop]).0, Next::NotDone(Reason::Stopped));
    let soon = Duration::from_millis(400);
    assert_eq!(run(CREATE, None, &[Fails(Wait(soon)), Stop]).0, Next::LookUp(Duration::ZERO));
}

#[test]
fn what_no_look_can_tell_is_unknown_at_once() {
    assert_eq!(run(BLIND, None, &[Fails(Unknown)]), (Next::Unknown, 1, 0));
    assert_eq!(run(BLIND, None, &[Fails(Gone)]), (REFUSED, 1, 0));
}

#[test]
fn what_is_found_is_compared_with_the_first_try_that_may_have_done_it() {
    let (mut settle, begun) = (Settle::new(CREATE, None), start());
    settle.send(begun);
    settle.failed(Wait(S), begun);
    assert_eq!(settle.first_sent(), Some(begun + S), "the first try was refused, so it did nothing");
    settle.failed(Unknown, begun + S);
    settle.looked_up(&LookupResult::Other(()), start());
    settle.send(begun + S * 9);
    assert_eq!(settle.first_sent(), Some(begun + S));
}

#[test]
fn every_failure_has_its_verdict() {
    let failure = |kind: FailureKind, status| Failure { status, ..Failure::new(kind, "deleting") };
    let odd = || FailureKind::Unexpected("odd".into());
    for (failure, verdict) in [
        (failure(FailureKind::Invalid, Some(400)), Refused),
        (failure(FailureKind::Forbidden, Some(403)), Refused),
        (failure(FailureKind::NoRoute, Some(404)), Refused),
        (failure(FailureKind::RateLimited(Duration::ZERO), Some(429)), Wait(S)),
        (failure(FailureKind::RateLimited(S * 7), Some(429)), Wait(S * 7)),
        (failure(FailureKind::Unreachable(Unreachable::Refused), None), Unsent),
        (failure(FailureKind::Unreachable(Unreachable::Dns), None), Refused),
        (failure(odd(), Some(403)), Refused),
        (failure(odd(), Some(500)), Unknown),
        (failure(odd(), None), Unknown),
        (failure(FailureKind::ConnectorDown, Some(503)), Unknown),
        (failure(FailureKind::OutcomeUnknown, None), Unknown),
    ] {
        assert_eq!(Verdict::of(&failure, CREATE), verdict, "{failure:?}");
    }
    let missing = failure(FailureKind::NotFound, Some(404));
    assert_eq!((Verdict::of(&missing, DELETE), Verdict::of(&missing, CREATE)), (Gone, Refused));
}
