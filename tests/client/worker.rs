//! The worker: every request answered once, cancelled ones never, and nobody waiting for anybody in a circle.

use std::{sync::Arc, time::Duration};

use qonnect::{
    domain::{
        failure::FailureKind,
        request::{Answer, Call, Chore, Copied, HiddenText, Request},
        tenant::Tenant,
    },
    kit::event::{Event, RequestId},
    worker::{
        Job, browser,
        clipboard::{self, Clipboard, Way},
        desk::Desk,
        site::RunsOn,
        spawn,
    },
};
use tokio::{sync::mpsc, task::JoinHandle, time::Instant};

use crate::common::{Act, Raw, client, in_time, json as says, s3, session};

struct Bench {
    jobs: mpsc::Sender<Job>,
    events: mpsc::Receiver<Event>,
    worker: JoinHandle<()>,
}

impl Bench {
    fn new(room: usize) -> Self {
        Self::with(room, Desk::bare())
    }

    fn with(room: usize, desk: Desk) -> Self {
        let ((jobs, inbox), (outbox, events)) = (mpsc::channel(8), mpsc::channel(room));
        Self { jobs, events, worker: spawn(client(), desk, inbox, outbox) }
    }

    async fn start(&self, id: u64, request: Request, after: Duration) {
        let job = Job::Start { id: RequestId(id), request: Arc::new(request), after };
        in_time(self.jobs.send(job)).await.unwrap();
    }

    /// The next answer, past the lines of the log.
    async fn answer(&mut self) -> (u64, Answer) {
        loop {
            match in_time(self.events.recv()).await.unwrap() {
                Event::Answered(id, answer) => return (id.0, answer),
                Event::Exchanged(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn what_is_being_written_down_is_finished_when_everybody_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.json");
    let desk = Desk::new(
        Some(state.clone()),
        browser::Surroundings::default(),
        Clipboard::new(Way::Osc52, clipboard::Surroundings::default()),
    );
    let bench = Bench::with(8, desk);
    let silent = Raw::doing([Act::Hang]).await;
    bench.start(0, Request::Tenant(session(&silent.url), Call::SignIn), Duration::ZERO).await;
    bench
        .start(1, Request::Here(Chore::RememberTenant(Tenant::parse("acme.eu.qlikcloud.com").unwrap())), Duration::ZERO)
        .await;
    drop((bench.jobs, bench.events));
    in_time(bench.worker).await.unwrap();
    assert!(std::fs::read_to_string(state).unwrap().contains("acme.eu.qlikcloud.com"));
}

#[tokio::test]
async fn requests_of_the_machine_are_answered_by_the_machine() {
    let folder = tempfile::tempdir().unwrap();
    let clipboard = Clipboard::new(Way::Osc52, clipboard::Surroundings::default());
    let desk = Desk::new(Some(folder.path().join("state.json")), browser::Surroundings::default(), clipboard);
    let mut bench = Bench::with(8, desk);
    let tenant = Tenant::parse("acme.eu.qlikcloud.com").unwrap();
    for (id, request) in [
        Request::Here(Chore::RememberTenant(tenant)),
        Request::Here(Chore::RecentTenants),
        Request::Here(Chore::Copy(HiddenText("x".into()))),
    ]
    .into_iter()
    .enumerate()
    {
        bench.start(id as u64, request, Duration::ZERO).await;
        let (answered, answer) = bench.answer().await;
        assert_eq!(answered, id as u64);
        match answer {
            Answer::RecentTenants(hosts, None) => assert_eq!(hosts, ["acme.eu.qlikcloud.com"]),
            Answer::RememberTenant(notice) => assert_eq!(notice, None),
            Answer::Copy(copied) => assert!(matches!(copied, Copied::Terminal(_)), "{copied:?}"),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn what_could_not_be_remembered_is_said() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let clipboard = Clipboard::new(Way::Off, clipboard::Surroundings::default());
    let below_a_file = file.path().join("state.json");
    let mut bench = Bench::with(8, Desk::new(Some(below_a_file), browser::Surroundings::default(), clipboard));
    let tenant = Tenant::parse("acme.eu.qlikcloud.com").unwrap();
    bench.start(1, Request::Here(Chore::RememberTenant(tenant)), Duration::ZERO).await;
    let (_, answer) = bench.answer().await;
    assert!(
        matches!(&answer, Answer::RememberTenant(Some(notice)) if notice.contains("could not be written")),
        "{answer:?}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn an_address_is_opened_by_the_browser_that_is_named() {
    use std::{fs, os::unix::fs::PermissionsExt as _};

    let folder = tempfile::tempdir().unwrap();
    let (script, opened) = (folder.path().join("browser"), folder.path().join("opened"));
    fs::write(&script, format!("#!/bin/sh\nprintf '%s\\n' \"$@\" >>'{}'\n", opened.display())).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let browser = Some(script.to_str().unwrap().to_owned());
    let browser = browser::Surroundings { never: false, site: RunsOn::Desktop, browser };
    let clipboard = Clipboard::new(Way::Off, clipboard::Surroundings::default());
    let mut bench = Bench::with(8, Desk::new(None, browser, clipboard));
    bench.start(1, Request::Here(Chore::Open(HiddenText("https://a.example/".into()))), Duration::ZERO).await;
    assert_eq!(bench.answer().await, (1, Answer::Open(Ok(()))));
    assert_eq!(fs::read_to_string(opened).unwrap(), "https://a.example/\n");
}

#[tokio::test(start_paused = true)]
async fn a_job_sleeps_first_and_is_not_begun_when_cancelled_meanwhile() {
    let server = Raw::doing([says("200 OK", "{\"data\":[]}")]).await;
    let mut bench = Bench::new(8);
    let list = || Request::Tenant(session(&server.url), Call::ListSpaces(None));
    bench.start(1, list(), Duration::from_millis(300)).await;
    bench.jobs.send(Job::Cancel(RequestId(1))).await.unwrap();
    let begun = Instant::now();
    bench.start(2, list(), Duration::from_millis(300)).await;
    let (id, answer) = bench.answer().await;
    assert!(id == 2 && matches!(answer, Answer::ListSpaces(Ok(_))), "{answer:?}");
    assert!(begun.elapsed() >= Duration::from_millis(300));
    assert_eq!(server.count("GET"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_create_under_way_can_be_left_and_is_never_heard_of_again() {
    let server = Raw::doing([Act::Hang]).await;
    let mut bench = Bench::new(8);
    bench.start(1, Request::Tenant(session(&server.url), Call::Create(s3("n", None))), Duration::ZERO).await;
    while server.count("POST") == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    bench.jobs.send(Job::Cancel(RequestId(1))).await.unwrap();
    tokio::time::sleep(Duration::from_mins(5)).await;
    let Ok(Event::Exchanged(line)) = bench.events.try_recv() else { panic!("the log knows that it was sent") };
    assert_eq!((line.method, line.status), ("POST", None));
    assert!(bench.events.try_recv().is_err());
    assert_eq!(server.count("POST"), 1);
    bench.start(2, Request::Here(Chore::RecentTenants), Duration::ZERO).await;
    assert_eq!(bench.answer().await.0, 2);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_waits_for_room_is_dropped_by_a_cancel() {
    let mut bench = Bench::new(1);
    for id in 1..=3 {
        bench.start(id, Request::Here(Chore::RecentTenants), Duration::ZERO).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    bench.jobs.send(Job::Cancel(RequestId(3))).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!((bench.answer().await.0, bench.answer().await.0), (1, 2));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(bench.events.try_recv().is_err());
}

#[tokio::test(start_paused = true)]
async fn a_full_channel_of_events_does_not_keep_the_worker_from_taking_jobs() {
    let mut bench = Bench::new(1);
    for id in 0..100 {
        bench.start(id, Request::Here(Chore::RecentTenants), Duration::ZERO).await;
    }
    let mut answered = Vec::new();
    for _ in 0..100 {
        answered.push(bench.answer().await.0);
    }
    answered.sort_unstable();
    assert_eq!(answered, (0..100).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn exchanges_are_told_where_there_is_room() {
    let server = Raw::doing([says("200 OK", "{\"data\":[]}")]).await;
    let mut bench = Bench::new(8);
    bench.start(1, Request::Tenant(session(&server.url), Call::ListSpaces(None)), Duration::ZERO).await;
    let Some(Event::Exchanged(line)) = in_time(bench.events.recv()).await else { panic!("no line") };
    assert_eq!((line.path.as_str(), line.status), ("/api/v1/spaces", Some(200)));
    assert_eq!(bench.answer().await.0, 1);
}

#[tokio::test(start_paused = true)]
async fn failures_of_the_client_come_as_answers() {
    let server = Raw::doing([Act::Cut]).await;
    let mut bench = Bench::new(8);
    bench.start(1, Request::Tenant(session(&server.url), Call::Create(s3("n", None))), Duration::ZERO).await;
    let (_, answer) = bench.answer().await;
    let Answer::Create(Err(failure)) = answer else { panic!("{answer:?}") };
    assert_eq!(failure.kind, FailureKind::OutcomeUnknown);
}

#[tokio::test(start_paused = true)]
async fn the_worker_ends_with_its_loop() {
    let Bench { jobs, events, worker, .. } = Bench::new(8);
    drop(jobs);
    in_time(worker).await.unwrap();
    drop(events);

    let Bench { jobs, events, worker, .. } = Bench::new(8);
    drop(events);
    let job =
        Job::Start { id: RequestId(1), request: Arc::new(Request::Here(Chore::RecentTenants)), after: Duration::ZERO };
    jobs.send(job).await.unwrap();
    in_time(worker).await.unwrap();
}
