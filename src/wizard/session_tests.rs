//! A 401 in the middle ends the session, whatever was asked and wherever; and what is remembered of a tenant may come late.

use std::{sync::Arc, time::Instant};

use crate::{
    domain::{
        connection::{ConnectionQuery, Move, Sought},
        credential::{CredentialChoice, CredentialId},
        dialect::Purpose,
        failure::{Failure, FailureKind},
        notes::{LAST_SPACE, LAST_SPACE_NAME, Notes},
        request::{Answer, Asked, Call, Chore, PageOf, Request},
        setup::{ExistingParts, MadePart, NewPart, PartLookup, WantedParts},
        source::SourceId,
        space::SpaceChoice,
        step::Step,
        write::{Flight, Write as _},
        writes::{Create, Delete},
    },
    kit::{
        effect::Effect,
        event::Event,
        keys::Key,
        screen::MEANT,
        scroll::Extent,
        shared::ToCreateAnew,
        visit::{ScreenId, Visit},
    },
    screens::{
        creating::testing::{ENTER, made, note_made, refusal, s3},
        testing::{me, session, space},
    },
    wizard::{
        flow::go,
        model::Model,
        update::{drawn, update},
    },
};

fn failed() -> Failure {
    refusal(FailureKind::Unauthorized, 401, "STUB-401", "")
}

/// On a screen, with every answer given; a request of it is answered.
#[expect(clippy::disallowed_methods, reason = "any instant will do")]
fn answered(screen: ScreenId, call: Call, answer: Answer) -> (Model, Instant) {
    let (mut model, now) = (Model::default(), Instant::now());
    model.shared.draft.choose_tenant(session().tenant);
    model.shared.draft.here_mut().session = Some(session());
    model.shared.draft.here_mut().me = Some(me());
    s3(&mut model.shared, CredentialChoice::Embedded);
    model.screens.follow(&model.shared);
    match screen {
        ScreenId::Step(step) => model.step = step,
        over => (model.step, model.over) = (Step::Review, Some(over)),
    }
    if screen == Step::Done.into() {
        note_made(&mut model.shared, *made("Orders"));
    }
    let id = model.shared.pending.begin(Arc::new(Request::Tenant(session(), call)), screen, now).id;
    update(&mut model, Event::Answered(id, answer), now);
    (model, now)
}

#[test]
fn whatever_is_answered_so_in_the_middle_leads_to_sign_in_and_enter_does_not_skip_it() {
    let source = || SourceId("s".into());
    let name = || "n".to_owned();
    let (step, over) = (ScreenId::Step, ScreenId::Connections);
    let existing = ExistingParts {
        provider: PartLookup::Absent,
        same_issuer: Vec::new(),
        web_integration: PartLookup::Failed(failed()),
        client: PartLookup::Unasked,
    };
    for (screen, call, answer) in [
        (step(Step::Space), Call::ListSpaces(None), Answer::ListSpaces(Err(failed()))),
        (step(Step::Space), Call::FindSpaces(name()), Answer::FindSpaces(Err(failed()))),
        (step(Step::Source), Call::ListSources, Answer::ListSources(Err(failed()))),
        (step(Step::Source), Call::ReadSpec(source()), Answer::ReadSpec(Err(failed()))),
        (step(Step::Credentials), Call::CheckCredential(name()), Answer::CheckCredential(Err(failed()))),
        (step(Step::Credentials), Call::SuggestCredentials(source()), Answer::SuggestCredentials(Err(failed()))),
        (step(Step::Details), Call::ListGateways(source()), Answer::ListGateways(Err(failed()))),
        (step(Step::Details), Call::CheckName(None, name()), Answer::CheckName(Err(failed()))),
        (step(Step::Authorize), Call::CheckName(None, name()), Answer::CheckName(Err(failed()))),
        (step(Step::Review), Call::CheckName(None, name()), Answer::CheckName(Err(failed()))),
        (ScreenId::SetUp, Call::InspectSetUp(WantedParts::default()), Answer::InspectSetUp(Ok(Box::new(existing)))),
        (ScreenId::SetUp, Call::FindUser(name()), Answer::FindUser(Err(failed()))),
        (ScreenId::SetUp, Call::FindSubject(name()), Answer::FindSubject(Err(failed()))),
        (ScreenId::SetUp, Call::MakePart(NewPart::Secret(name())), Answer::MakePart(Err(failed()))),
        (ScreenId::SetUp, Call::RemovePart(MadePart::Provider(name())), Answer::RemovePart(Err(failed()))),
        (ScreenId::SetUp, Call::FindPart(MadePart::Provider(name())), Answer::FindPart(Err(failed()))),
        (ScreenId::UnusedCredentials, Call::ListUnusedCredentials, Answer::ListUnusedCredentials(Err(failed()))),
        (ScreenId::UnusedCredentials, Call::FindCredential(name()), Answer::FindCredential(Err(failed()))),
        (over, Call::ListConnections(ConnectionQuery::All, None), Answer::ListConnections(Err(failed()))),
        (over, Call::FindConnections(name()), Answer::FindConnections(Err(failed()))),
        (over, Call::NameUsers(vec![name()]), Answer::NameUsers(Err(failed()))),
        (over, Call::ChangeConnection(name(), vec![], None), Answer::ChangeConnection(Err(failed()))),
        (over, Call::CopyConnection(name(), name(), None), Answer::CopyConnection(Err(failed()))),
        (
            over,
            Call::MoveConnection(Move { id: name(), owner: None, space: None }),
            Answer::MoveConnection(Err(failed())),
        ),
        (over, Call::DeleteConnection(name()), Answer::DeleteConnection(Err(failed()))),
        (
            ScreenId::UnusedCredentials,
            Call::DeleteCredential(CredentialId(name())),
            Answer::DeleteCredential(Err(failed())),
        ),
    ] {
        let what = format!("{call:?}");
        let (mut model, now) = answered(screen, call, answer);
        assert_eq!(model.screen(), Step::SignIn.into(), "{what}");
        assert!(model.shared.draft.here().me.is_none(), "{what}");
        let notice = model.shared.notice.clone().unwrap();
        assert!(notice.text.contains("accept"), "{what}: {notice:?}");
        assert!(notice.detail.unwrap().contains("401"), "{what}");
        if screen > Step::Source.into() {
            assert_eq!(model.then, Some(Visit::from(screen)), "{what}");
        }
        for _ in 0..3 {
            drawn(&mut model, Extent::default());
            update(&mut model, Event::Key(ENTER), now);
            assert_eq!(model.screen(), Step::SignIn.into(), "{what}");
        }
        assert!(!model.shared.pending.has(Asked::SignIn), "{what}: nothing new was given");
    }
}

#[test]
fn what_was_created_stays_on_the_screen_and_the_session_is_over_all_the_same() {
    let (model, _) = answered(Step::Done.into(), Call::ReadBack("c".into()), Answer::ReadBack(Err(failed())));
    assert_eq!(model.screen(), Step::Done.into());
    assert!(model.shared.draft.here().me.is_none());
}

#[test]
fn what_nobody_knows_yet_stays_on_the_screen_and_says_to_sign_in_and_look_again() {
    let (mut model, now) = answered(Step::Review.into(), Call::ReadBack("c".into()), Answer::SignIn(Ok(me())));
    let new = model.shared.draft.connection().unwrap();
    let create = Create { purpose: Purpose::Create, new, owner: me().user_id, acting_as: None, existing: None };
    let sought = Sought {
        name: "Orders".into(),
        space: None,
        source: SourceId("s".into()),
        owner: me().user_id,
        sent: now,
        credential: None,
    };
    let mut flight = Flight::new(create, session(), None);
    flight.send(now);
    model.shared.writes.add(flight);
    let look = Request::Tenant(session(), Call::LookUp(sought));
    let id = model.shared.pending.begin(Arc::new(look), Step::Review.into(), now).id;
    update(&mut model, Event::Answered(id, Answer::LookUp(Err(failed()))), now);
    assert_eq!(model.screen(), Step::Review.into());
    assert!(model.shared.draft.here().me.is_none());
    let notice = model.shared.notice.clone().unwrap();
    assert!(notice.text.contains("sign in again; then look it up once more"), "{notice:?}");
}

#[test]
fn connections_lead_to_sign_in_and_back_also_where_something_is_unknown() {
    let delete = Delete::connection("c", "Orders");
    let (mut model, now) = answered(Step::Review.into(), Call::ReadBack("c".into()), Answer::SignIn(Ok(me())));
    let mut flight = Flight::new(delete.clone(), session(), None);
    flight.send(now);
    model.shared.writes.add(flight);
    model.over = Some(ScreenId::Connections);
    let look = Request::Tenant(session(), delete.look(now));
    let id = model.shared.pending.begin(Arc::new(look), ScreenId::Connections, now).id;
    update(&mut model, Event::Answered(id, Answer::ReadBack(Err(failed()))), now);
    assert_eq!((model.screen(), &model.then), (Step::SignIn.into(), &Some(ScreenId::Connections.into())));
    assert!(model.shared.writes.is_open());
}

#[test]
fn an_answer_to_a_session_that_is_over_already_ends_no_other() {
    let (mut model, now) =
        answered(Step::Review.into(), Call::CheckName(None, "n".into()), Answer::CheckName(Err(failed())));
    let old = Request::Tenant(session(), Call::CheckName(None, "n".into()));
    let id = model.shared.pending.begin(Arc::new(old), Step::Review.into(), now).id;
    let mut anew = session();
    anew.access = crate::domain::access::Access::Token(crate::domain::secret::Secret::new("another"));
    model.shared.draft.here_mut().session = Some(anew);
    model.shared.draft.here_mut().me = Some(me());
    model.step = Step::Review;
    update(&mut model, Event::Answered(id, Answer::CheckName(Err(failed()))), now);
    assert!(model.shared.draft.here().me.is_some());
    update(&mut model, Event::Key(Key::char('x')), now);
}

#[test]
fn the_space_of_the_last_time_gets_the_cursor_also_where_the_notes_come_after_the_last_page() {
    let (mut model, now) = answered(Step::Review.into(), Call::ReadBack("c".into()), Answer::SignIn(Ok(me())));
    model.shared.draft.here_mut().space = None;
    model.step = Step::SignIn;
    let notes = Request::Here(Chore::TenantNotes(session().tenant));
    let id = model.shared.pending.begin(Arc::new(notes), Step::SignIn.into(), now).id;
    let mut effects = Vec::new();
    go(&mut model, Step::Space.into(), now, &mut effects);
    let list = effects.iter().find_map(|effect| match effect {
        Effect::Start { id, request, .. } if request.asked() == Asked::ListSpaces => Some(*id),
        _ => None,
    });
    let spaces = vec![space("one"), space("two"), space("three")];
    let page = PageOf { items: spaces, next: None, is_cut: false, total: None };
    update(&mut model, Event::Answered(list.unwrap(), Answer::ListSpaces(Ok(page))), now);
    let facts = [(LAST_SPACE, "id of two"), (LAST_SPACE_NAME, "two")];
    let facts = facts.map(|(name, fact)| (name.to_owned(), fact.to_owned())).into();
    let notes = Notes { facts, ..Notes::default() };
    update(&mut model, Event::Answered(id, Answer::TenantNotes(notes)), now);
    drawn(&mut model, Extent::default());
    update(&mut model, Event::Key(ENTER), now);
    assert!(model.shared.draft.here().space.is_none(), "nobody has read that row yet");
    update(&mut model, Event::Key(ENTER), now + MEANT);
    let chosen = model.shared.draft.here().space.clone();
    assert!(matches!(&chosen, Some(SpaceChoice::In(space)) if space.name == "two"), "{chosen:?}");
}

#[test]
fn what_was_deleted_to_be_created_anew_is_told_until_it_is_created() {
    let mut model = Model::default();
    let host = session().tenant.host().to_owned();
    model.shared.draft.choose_tenant(session().tenant);
    model.shared.draft.here_mut().session = Some(session());
    model.shared.draft.here_mut().me = Some(me());
    s3(&mut model.shared, CredentialChoice::Embedded);
    note_made(&mut model.shared, *made("Orders"));
    let space = model.shared.made[0].sent.space.as_ref().map(|space| space.0.clone());
    let name = model.shared.made[0].sent.name.clone();
    model.shared.anew = vec![ToCreateAnew { host: host.clone(), name: name.clone(), space }];
    assert_eq!(model.loss(), None);
    assert!(model.summary().starts_with(&format!("{host}: Deleted {name}.\n")), "{}", model.summary());
    model.shared.made.clear();
    assert!(model.loss().is_some_and(|loss| loss.contains("not created yet")), "{:?}", model.loss());
    assert_eq!(model.summary(), format!("{host}: Deleted {name}, and did not create it anew.\n"));
}
