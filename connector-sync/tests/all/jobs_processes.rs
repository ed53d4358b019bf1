//! Workers in processes of their own: killed at random moments, and many at once on one channel and one identity.
//!
//! `CONNECTOR_JOBS_CRASH=10000,50` runs the crash test with 10,000 jobs and 50 kills instead of a few; `CONNECTOR_JOBS_SPEED=10000`
//! tells how fast so many empty jobs are enqueued and done.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use connector_core::RecordId;
use connector_store::Store;
use connector_sync::jobs::{Done, Job, JobContext, JobError, JobFilter, JobRegistry, JobState, RetryPattern, Worker};
use serde::{Deserialize, Serialize};

use crate::support::{Category, House, SHOP, category, child};

/// Writes its number at the end of a file, outside of the database, where each of its runs is seen.
#[derive(Serialize, Deserialize)]
struct Mark {
    number: u32,
    file: PathBuf,
}

impl Job for Mark {
    const NAME: &'static str = "mark";
    const RETRY: RetryPattern = RetryPattern::AT_ONCE;
    const MAX_TRIES: u32 = 0;

    async fn run(&self, _: &JobContext) -> Result<Done, JobError> {
        // Work, in the middle of which one may be killed.
        tokio::time::sleep(Duration::from_millis(2)).await;
        let mut file = OpenOptions::new().append(true).open(&self.file).map_err(|error| JobError::failed(error.to_string()))?;
        file.write_all(format!("{}\n", self.number).as_bytes()).map_err(|error| JobError::failed(error.to_string()))?;
        if child::role().is_some() {
            say("marked\n");
        }
        Ok(().into())
    }
}

/// In one piece, so that a killed process says whole lines.
fn say(line: &str) {
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

fn marks(path: &Path) -> BTreeMap<u32, u32> {
    let mut marks = BTreeMap::new();
    for line in BufReader::new(File::open(path).unwrap()).lines() {
        *marks.entry(line.unwrap().parse().unwrap()).or_default() += 1;
    }
    marks
}

fn marking(store: &Store) -> Worker {
    let jobs = JobRegistry::builder().job::<Mark>().build().unwrap();
    Worker::new(store, jobs).concurrency(10).poll(Duration::from_millis(50)).lease(Duration::from_secs(2))
}

async fn enqueue_marks(store: &Store, file: &Path, count: u32) {
    File::create(file).unwrap();
    let jobs: Vec<_> = (0..count).map(|number| Mark { number, file: file.to_owned() }.later().to_job().unwrap()).collect();
    assert!(store.jobs().enqueue_many(&jobs).await.unwrap().iter().all(|job| job.is_new()));
}

/// Until nothing waits or runs, what killed workers held included.
async fn work_to_the_end(store: &Store) {
    let stop = async {
        loop {
            let overview = store.jobs().overview().await.unwrap();
            if overview.count(JobState::Waiting) + overview.count(JobState::Started) == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    marking(store).run(stop).await.unwrap();
}

async fn no_job_is_lost_when_workers_are_killed(house: &House) {
    if let Some(url) = child::role() {
        let store = Store::connect(&url).await.unwrap();
        marking(&store).run(std::future::pending()).await.unwrap();
        return;
    }
    let sizes = std::env::var("CONNECTOR_JOBS_CRASH").unwrap_or_else(|_| "400,6".to_owned());
    let (jobs, kills) = sizes.split_once(',').map(|(jobs, kills)| (jobs.parse::<u32>().unwrap(), kills.parse::<u32>().unwrap())).unwrap();
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("marks");
    enqueue_marks(&store, &file, jobs).await;

    // Two at a time, each killed when it has said so much, which is anywhere in its work. Not all is done before the last is dead.
    let start = Instant::now();
    let moments = Mutex::new(Moments(0x9e37_79b9_7f4a_7c15 ^ u64::from(std::process::id())));
    let kill_some = |kills: u32| {
        let mut killed = 0;
        for _ in 0..kills {
            let moment = moments.lock().unwrap().next(u64::from(jobs / kills.max(1) / 2).max(1));
            let mut worker = child::command(house.test, &url).spawn().unwrap();
            let mut said = BufReader::new(worker.stderr.take().unwrap()).lines();
            let mut last = None;
            for _ in 0..=moment {
                last = said.next();
            }
            assert!(last.is_some_and(|line| line.unwrap() == "marked"), "it runs until it is killed");
            worker.kill().unwrap();
            killed += u32::from(!worker.wait().unwrap().success());
        }
        killed
    };
    let killed = std::thread::scope(|scope| {
        let other = scope.spawn(|| kill_some(kills / 2));
        kill_some(kills - kills / 2) + other.join().unwrap()
    });
    assert_eq!(killed, kills);
    let overview = store.jobs().overview().await.unwrap();
    assert!(overview.count(JobState::Waiting) > 0, "there was more to do: {overview}");
    work_to_the_end(&store).await;

    let overview = store.jobs().overview().await.unwrap();
    assert_eq!(overview.count(JobState::Done), u64::from(jobs), "{overview}");
    let marks = marks(&file);
    let lost = (0..jobs).filter(|number| !marks.contains_key(number)).count();
    let twice: u32 = marks.values().map(|runs| runs - 1).sum();
    println!("{jobs} jobs, {kills} kills, {:.1} s: {lost} lost, {twice} ran once more", start.elapsed().as_secs_f64());
    assert_eq!(lost, 0);
    // Those that a killed worker had marked and not yet settled: it runs ten at once.
    assert!(twice <= kills * 20, "{twice}");
}

/// Counts who else is in its channel, by rows that all see.
#[derive(Serialize, Deserialize)]
struct Enter;

impl Job for Enter {
    const NAME: &'static str = "enter";
    const CHANNEL: &'static str = "narrow";

    async fn run(&self, context: &JobContext) -> Result<Done, JobError> {
        let store = context.store();
        let own: RecordId<Category> = store.put(category(&context.id().to_string())).await?.id();
        let inside = store.count::<Category>().await?;
        tokio::time::sleep(Duration::from_millis(5)).await;
        let later = store.count::<Category>().await?;
        store.delete::<Category>(&own).await?;
        Ok(inside.max(later).to_string().into())
    }
}

async fn processes_keep_to_a_channels_capacity(house: &House) {
    if let Some(url) = child::role() {
        let store = Store::connect(&url).await.unwrap();
        wait();
        let jobs = JobRegistry::builder().job::<Enter>().build().unwrap();
        // One at a time in each process: two of them together fill the channel. Who finds it full looks again until all is done.
        let worker = Worker::new(&store, jobs).channel("narrow", 2).concurrency(1).poll(Duration::from_millis(5));
        let stop = async {
            while store.jobs().overview().await.unwrap().count(JobState::Waiting) > 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        return say(&format!("{}\n", worker.run(stop).await.unwrap().done));
    }
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let jobs: Vec<_> = (0..120).map(|_| Enter.later().to_job().unwrap()).collect();
    store.jobs().enqueue_many(&jobs).await.unwrap();
    let done = at_once(house.test, &url, 4);
    let done: Vec<u32> = done.iter().map(|done| done.parse().unwrap()).collect();
    assert_eq!(done.iter().sum::<u32>(), 120, "{done:?}");
    let all = store.jobs().list(&JobFilter::new().limit(1_000)).await.unwrap();
    let inside: Vec<u32> = all.iter().map(|job| job.message.as_ref().unwrap().parse().unwrap()).collect();
    assert_eq!((inside.len(), inside.iter().max()), (120, Some(&2)), "never more than two, and as many at times: {inside:?}, of {done:?}");
}

async fn sixteen_processes_enqueue_an_identity_once(house: &House) {
    if let Some(url) = child::role() {
        let store = Store::connect(&url).await.unwrap();
        wait();
        let mut new = 0;
        for n in 0..25 {
            // Beside another row, in one transaction of the application's.
            let enqueued = store.transaction(|tx| {
                Box::pin(async move {
                    tx.put(category(&n.to_string())).await?;
                    Enter.later().identity(n.to_string()).within(tx).await
                })
            });
            new += u32::from(enqueued.await.unwrap().is_new());
        }
        return say(&format!("{new}\n"));
    }
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let new = at_once(house.test, &url, 16);
    assert_eq!(new.iter().map(|new| new.parse::<u32>().unwrap()).sum::<u32>(), 25, "{new:?}");
    assert_eq!(store.jobs().overview().await.unwrap().count(JobState::Waiting), 25);
    assert_eq!(store.count::<Category>().await.unwrap(), 25 * 16);
}

/// What a job does that does nothing.
#[derive(Serialize, Deserialize)]
struct Nothing;

impl Job for Nothing {
    const NAME: &'static str = "nothing";

    async fn run(&self, _: &JobContext) -> Result<Done, JobError> {
        Ok(().into())
    }
}

async fn empty_jobs_are_done(house: &House) {
    let count: u32 = std::env::var("CONNECTOR_JOBS_SPEED").map_or(200, |count| count.parse().unwrap());
    let store = Store::connect(&house.address().await).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let jobs: Vec<_> = (0..count).map(|_| Nothing.later().to_job().unwrap()).collect();
    for concurrency in [4, 32] {
        let start = Instant::now();
        store.jobs().enqueue_many(&jobs).await.unwrap();
        let enqueued = start.elapsed();
        let registry = JobRegistry::builder().job::<Nothing>().build().unwrap();
        let start = Instant::now();
        let summary = Worker::new(&store, registry).concurrency(concurrency).run_until_idle().await.unwrap();
        assert_eq!(summary.done, u64::from(count));
        let rate = |elapsed: Duration| f64::from(count) / elapsed.as_secs_f64();
        println!("{concurrency} at once: {:.0} enqueued a second, {:.0} done a second", rate(enqueued), rate(start.elapsed()));
    }
}

/// Starts the children, lets them go at once, and gives what each has said when it has ended.
fn at_once(test: &str, url: &str, count: usize) -> Vec<String> {
    let mut children: Vec<Child> = (0..count).map(|_| child::command(test, url).spawn().unwrap()).collect();
    let mut said: Vec<_> = children.iter_mut().map(|child| BufReader::new(child.stderr.take().unwrap())).collect();
    for said in &mut said {
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
    }
    for child in &mut children {
        child.stdin.take().unwrap().write_all(b"go\n").unwrap();
    }
    let mut all = Vec::new();
    for (mut child, mut said) in children.into_iter().zip(said) {
        let mut rest = String::new();
        said.read_to_string(&mut rest).unwrap();
        assert!(child.wait().unwrap().success(), "{rest}");
        all.push(rest.trim().to_owned());
    }
    all
}

/// In a child: waits until the others are there, too.
fn wait() {
    say("ready\n");
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

/// Random moments (xorshift).
struct Moments(u64);

impl Moments {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

crate::support::on_both! {
    no_job_is_lost_when_workers_are_killed,
    processes_keep_to_a_channels_capacity,
    sixteen_processes_enqueue_an_identity_once,
    empty_jobs_are_done,
}
