//! The frame: header, steps, the current screen, the notice, the keys. And what may lie over it.

use std::time::Instant;

use ratatui::{
    Frame,
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    style::Style,
    text::{Line, Span},
    widgets::{Paragraph, Widget},
};

use crate::{
    domain::{dialect::Purpose, draft::Consent, session::Me, step::Step, traffic::Exchange},
    kit::{
        keys::{Hint, Rank},
        pending::QUIET,
        scroll::{Extent, Scroll},
        visit::ScreenId,
    },
    ui::{
        About, Draw, Growing, Look, Rendered, json,
        sheet::Sheet,
        text::{break_up, cut, width, wrap},
        theme::Theme,
    },
    wizard::model::{self, Model, Overlay},
};

/// Below this the screen says what it needs instead of pretending.
const LEAST: (u16, u16) = (40, 10);
/// How many rows the frame has where the steps are a line.
const FRAME: u16 = 5;
/// So much of a name is shown in any case.
const LEAST_NAME: usize = 4;
/// From this height on there is room for an empty row below the title of the log.
const ROOMY: u16 = 8;
const RAIL: u16 = 16;
/// How far a request of the log goes on to the right, where it takes more than a row.
const INDENT: usize = 2;

pub fn view(model: &Model, theme: Theme, now: Instant, frame: &mut Frame<'_>) -> Rendered {
    let area = frame.area();
    let seen = paint(model, theme, now, area, frame.buffer_mut());
    if let Some(cursor) = seen.cursor {
        frame.set_cursor_position(cursor);
    }
    seen
}

pub fn paint(model: &Model, theme: Theme, now: Instant, area: Rect, buf: &mut Buffer) -> Rendered {
    let mut seen = Rendered::default();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        too_small(area, buf);
        return seen;
    }
    let look = &Look { theme, shared: &model.shared, now, columns: area.width };
    // Help and log lie over what the notice is about. The question whether to leave is about everything.
    let notice = if model.overlay.is_none() || model.is_leaving.is_some() {
        notice_rows(look, area)
    } else {
        vec![Line::default()]
    };
    let steps = u16::from(!look.has_rail());
    let rows = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Length(steps),
        Constraint::Min(1),
        Constraint::Length(u16::try_from(notice.len()).unwrap_or(1)),
        Constraint::Length(1),
        Constraint::Length(1),
    ]);
    let [head, rule, line, body, told, rule_below, foot] = rows.areas(area);
    header(model, look, head, buf);
    rule_at(rule, look.theme, buf);
    rule_at(rule_below, look.theme, buf);
    for (row, y) in notice.into_iter().zip(told.y..told.bottom()) {
        row.render(Rect { y, height: 1, x: told.x + 1, width: told.width.saturating_sub(2) }, buf);
    }
    let body = if steps == 0 {
        let [rail, _, body, _] = Layout::horizontal([
            Constraint::Length(RAIL),
            Constraint::Length(1),
            Constraint::Min(1),
            Constraint::Length(1),
        ])
        .areas(body);
        rail_of(model, look.theme, rail, buf);
        body
    } else {
        step_line(model, look.theme, line, buf);
        Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body }
    };
    match model.overlay {
        Some((Overlay::Help, scroll)) => help(model, look, scroll, body, buf, &mut seen),
        Some((Overlay::Log, scroll)) => log(look, scroll, body, buf, &mut seen),
        None => screen_and_request(model, look, body, buf, &mut seen),
    }
    footer(&hints_now(model, seen.extent), look.theme, foot, buf);
    seen
}

/// What Enter does may depend on what was to be seen.
fn hints_now(model: &Model, extent: Extent) -> Vec<Hint> {
    let mut hints = model.hints();
    if extent.is_at_end() {
        for hint in &mut hints {
            hint.short = hint.at_end.unwrap_or(hint.short);
        }
        hints.retain(|hint| !hint.short.is_empty());
    }
    hints
}

/// The screen, and where there is room for it what it does to the request.
fn screen_and_request(model: &Model, look: &Look<'_>, area: Rect, buf: &mut Buffer, seen: &mut Rendered) {
    let screen = screen(model);
    match (look.beside(area), screen.growing(&model.shared)) {
        (Some([left, right]), Some(growing)) => {
            screen.draw(left, buf, look, seen);
            request_beside(&growing, look, right, buf);
        }
        _ => screen.draw(area, buf, look, seen),
    }
}

fn screen(model: &Model) -> &dyn Draw {
    model::screen!(model.screens, model.screen(), now, &)
}

/// The request as it grows, with what the focus contributes marked and in view.
fn request_beside(growing: &Growing, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    look.divide(area, buf);
    let call = look.shared.dialect.create(&growing.connection, Purpose::Create);
    let mut sheet = Sheet::new(look.theme, area.width);
    sheet.title("Request (secrets hidden)").gap();
    for row in json::request(&call, growing.marked.as_deref(), sheet.columns(), look.theme) {
        let is_marked = json::is_marked(&row);
        sheet.row(row);
        if is_marked {
            sheet.focus_last(1);
        }
    }
    sheet.draw(area, buf, &mut Rendered::default());
}

fn too_small(area: Rect, buf: &mut Buffer) {
    let text = format!("qonnect needs at least {} x {}; this is {} x {}.", LEAST.0, LEAST.1, area.width, area.height);
    let rows: Vec<Line<'_>> = wrap(&text, usize::from(area.width)).into_iter().map(Line::from).collect();
    Paragraph::new(rows).render(area, buf);
}

fn header(model: &Model, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let name = " qonnect";
    Span::styled(name, look.theme.strong()).render(area, buf);
    let room = usize::from(area.width).saturating_sub(width(name) + 3);
    let me = look.shared.draft.here().me.as_ref();
    let host = look.shared.draft.tenant().map(|tenant| tenant.host().to_owned());
    let demo = model.launch().demo.then(|| "demo".to_owned());
    let joined = |host: Option<String>, who: &str| {
        [host, acting(look, who), demo.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    let mut text = joined(host.clone(), &me.map(who).unwrap_or_default());
    // The name of the tenant says the same as the host beside it, the host is the longest, and the name is what is known best: in
    // this order they give way, as long as something of the name is left.
    for host in [host, None] {
        let Some(me) = me.filter(|_| width(&text) > room) else { break };
        text = joined(host.clone(), &me.name);
        let over = width(&text).saturating_sub(room);
        if over > 0 {
            text = joined(host, &cut(&me.name, width(&me.name).saturating_sub(over).max(LEAST_NAME)));
        }
    }
    let text = cut(&text, room);
    let x = area.right().saturating_sub(u16::try_from(width(&text)).unwrap_or(0) + 1);
    Span::styled(text, look.theme.dim()).render(Rect { x, width: area.right().saturating_sub(x), ..area }, buf);
}

/// Whom one acts as, and through what: `as Grace@acme, by impersonation`.
fn acting(look: &Look<'_>, who: &str) -> Option<String> {
    let here = look.shared.draft.here();
    let me = here.me.as_ref()?;
    let bot = if me.is_bot() { " (bot)" } else { "" };
    let who = format!("{who}{bot}");
    Some(match here.session.as_ref().map(|session| &session.access) {
        Some(access) if access.acts_as_another() => format!("as {who}, {}", access.words()),
        Some(access) => format!("{who}, {}", access.words()),
        None => who,
    })
}

/// `Grace@acme`.
fn who(me: &Me) -> String {
    let at = me.tenant_name.as_ref().map(|name| format!("@{name}")).unwrap_or_default();
    format!("{}{at}", me.name)
}

fn rule_at(area: Rect, theme: Theme, buf: &mut Buffer) {
    Span::styled("─".repeat(usize::from(area.width)), theme.dim()).render(area, buf);
}

/// The steps beside the screen: done, current, open.
fn rail_of(model: &Model, theme: Theme, area: Rect, buf: &mut Buffer) {
    let draft = &model.shared.draft;
    let mut y = area.y;
    for step in model.steps().take(usize::from(area.height)) {
        let (mark, style) = mark_of(model, step, theme);
        let label = match (step, draft.consent()) {
            (Step::Authorize, Consent::IfNeeded) => "Authorize?",
            _ => step.label(),
        };
        let text = cut(&format!(" {mark} {label}"), usize::from(area.width));
        Span::styled(text, style).render(Rect { y, height: 1, ..area }, buf);
        y += 1;
    }
    let goal = model.launch().goal.screen();
    if let Some(over) = model.over.or(goal) {
        // What lies over the steps is none of them: it stands apart, but for when it is what all is about.
        let y = if goal == Some(over) { y } else { y + 1 };
        let (mark, style) = if model.over.is_some() { ("●", theme.focus()) } else { ("○", theme.dim()) };
        // A label that is too long for the rail goes on below.
        let rows = wrap(over.label(), usize::from(area.width).saturating_sub(3));
        for (at, (row, y)) in rows.into_iter().zip(y..area.bottom()).enumerate() {
            let mark = if at == 0 { mark } else { " " };
            Span::styled(format!(" {mark} {row}"), style).render(Rect { y, height: 1, ..area }, buf);
        }
    }
}

fn mark_of(model: &Model, step: Step, theme: Theme) -> (&'static str, Style) {
    if step == model.step && model.over.is_none() {
        ("●", theme.focus())
    } else if is_behind(model, step) {
        ("✓", theme.good())
    } else {
        ("○", theme.dim())
    }
}

/// Whether a step has its answer, and nothing before it is open again.
fn is_behind(model: &Model, step: Step) -> bool {
    let draft = &model.shared.draft;
    let answered = step < Step::Review && draft.is_done(step) && draft.is_open(step);
    answered || (model.step == Step::Done && step >= Step::Review)
}

/// The steps in one line: `Credentials · 5 of 8`.
fn step_line(model: &Model, theme: Theme, area: Rect, buf: &mut Buffer) {
    let shown: Vec<Step> = model.steps().collect();
    let goal = model.launch().goal.screen();
    let count = shown.len() + usize::from(goal.is_some());
    let at = if let ScreenId::Step(step) = model.screen() {
        shown.iter().position(|other| *other == step).map(|at| at + 1)
    } else {
        goal.map(|_| count)
    };
    let place = at.map(|at| format!(" · {at} of {count}")).unwrap_or_default();
    let title = format!(" {}", model.screen().label());
    Line::from(vec![Span::styled(title, theme.focus()), Span::styled(place, theme.dim())]).render(area, buf);
}

/// Where nothing is told: why it takes so long, if the tenant told us to wait.
fn why_it_waits(look: &Look<'_>) -> Line<'static> {
    let was_told = look.shared.log.latest_first().next().is_some_and(|exchange| exchange.status == Some(429));
    let mut dues = look.shared.pending.shown_dues();
    let is_slow = dues.any(|due| look.now.checked_duration_since(due).is_some_and(|waited| waited >= QUIET));
    if was_told && is_slow {
        Line::styled("◷ The tenant asks to wait. qonnect goes on by itself.", look.theme.dim())
    } else {
        Line::default()
    }
}

/// What is told, in at most a few rows: a sentence in our words, then the tenant's.
fn notice_rows(look: &Look<'_>, area: Rect) -> Vec<Line<'static>> {
    let Some(notice) = &look.shared.notice else { return vec![why_it_waits(look)] };
    let (style, mark) = look.theme.tone(notice.tone);
    let columns = usize::from(area.width).saturating_sub(4);
    // Two rows of the smallest screen stay its own: what to look at, and where to type.
    let most = usize::from((area.height * 2 / 5).min(area.height.saturating_sub(FRAME + 2))).max(1);
    let mut told: Vec<String> = notice.detail.iter().flat_map(|detail| wrap(detail, columns)).collect();
    let mut words = wrap(&notice.text, columns);
    // The tenant's own words are what to pass on, and ours say what to do: half of the rows are for these, where there is no room
    // for everything.
    told.truncate(most - words.len().min(most.div_ceil(2)));
    let room = most - told.len();
    if let Some(rest) = words.get(room..).filter(|rest| !rest.is_empty()).map(|rest| rest.join(" ")) {
        words.truncate(room);
        if let Some(last) = words.last_mut() {
            *last = cut(&format!("{last} {rest}"), columns);
        }
    }
    let mut rows: Vec<Line<'static>> = Vec::new();
    for (index, line) in words.into_iter().enumerate() {
        let before = if index == 0 { format!("{mark} ") } else { "  ".to_owned() };
        rows.push(Line::from(vec![Span::styled(before, style), Span::styled(line, style)]));
    }
    rows.extend(told.into_iter().map(|line| Line::styled(format!("  {line}"), look.theme.dim())));
    rows
}

/// The keys that matter, as many as there is room for, the important ones first to stay.
fn footer(all: &[Hint], theme: Theme, area: Rect, buf: &mut Buffer) {
    let (wide, narrow) = (with_room(all, area, 3), with_room(all, area, 2));
    // Closer together where the next important one has no room otherwise.
    let missed = all.iter().filter(|hint| hint.rank == Rank::First).find(|hint| !wide.contains(hint));
    let (gap, shown) = if missed.is_some_and(|hint| narrow.contains(&hint)) { (2, narrow) } else { (3, wide) };
    let mut spans = vec![Span::raw(" ")];
    for hint in shown {
        spans.push(Span::styled(hint.keys.clone(), theme.strong()));
        spans.push(Span::styled(format!(" {}{:gap$}", hint.short, ""), theme.dim()));
    }
    Line::from(spans).render(area, buf);
}

/// What a footer has room for, with gaps of so many columns.
fn with_room(all: &[Hint], area: Rect, gap: usize) -> Vec<&Hint> {
    let room = usize::from(area.width).saturating_sub(1);
    let cost = |hint: &Hint| width(&hint.keys) + 1 + width(hint.short) + gap;
    // The last of the first rank is the help: whatever has no room here is told there.
    let mut shown: Vec<&Hint> = all.iter().rfind(|hint| hint.rank == Rank::First).into_iter().collect();
    for rank in [Rank::First, Rank::Room] {
        for hint in all.iter().filter(|hint| hint.rank == rank) {
            if !shown.contains(&hint) && shown.iter().map(|hint| cost(hint)).sum::<usize>() + cost(hint) <= room + gap {
                shown.push(hint);
            }
        }
    }
    // Back in the order of the tables, so that a key keeps its place.
    all.iter().filter(|hint| shown.contains(hint)).collect()
}

fn help(model: &Model, look: &Look<'_>, scroll: Scroll, area: Rect, buf: &mut Buffer, seen: &mut Rendered) {
    let mut sheet = Sheet::new(look.theme, area.width);
    let About { text, page, promise } = screen(model).about();
    if look.has_rail() {
        sheet.title(model.screen().label());
    }
    sheet.text(text);
    let rows = break_up(page, sheet.columns());
    for row in &rows {
        sheet.row(Line::styled(row.clone(), look.theme.dim()));
    }
    sheet.link_last(rows.len(), 0, page);
    sheet.gap().title("Keys");
    let hints = model.screen_hints();
    let longest = hints.iter().map(|hint| width(&hint.keys)).max().unwrap_or_default();
    let columns = longest.min(sheet.columns() / 3) + 1;
    for hint in hints {
        // Keys are never cut: where they have no room, what they do stands below them.
        if width(&hint.keys) > columns {
            sheet.dim(&hint.keys).fact("", columns, hint.long);
        } else {
            sheet.fact(&hint.keys, columns, hint.long);
        }
    }
    sheet.gap().dim(&format!("{promise} Ctrl+L shows every request, without bodies and keys."));
    sheet.draw_from(scroll.row(0), area, buf, seen);
}

fn log(look: &Look<'_>, scroll: Scroll, area: Rect, buf: &mut Buffer, seen: &mut Rendered) {
    let mut sheet = Sheet::new(look.theme, area.width);
    sheet.title("Requests, latest first (times in UTC)");
    if area.height >= ROOMY {
        sheet.gap();
    }
    let lines = look.shared.log.latest_first();
    if lines.len() == 0 {
        sheet.dim("None so far.");
    }
    for exchange in lines {
        let style = match exchange.status {
            Some(200..400) => look.theme.text(),
            Some(_) => look.theme.warn(),
            None => look.theme.bad(),
        };
        log_rows(&mut sheet, exchange, style);
    }
    sheet.draw_from(scroll.row(0), area, buf, seen);
}

/// One request: what is short in columns, the rest beside them. Where it is narrow, only a path that fits stands there.
fn log_rows(sheet: &mut Sheet, exchange: &Exchange, style: Style) {
    const LEAST: usize = 44;
    let facts = format!("{}  ", exchange.columns());
    let (words, room) = (exchange.words(), sheet.columns().saturating_sub(width(&facts)));
    let (beside, below) = if room >= LEAST || width(&words) <= room {
        (wrap(&words, room), "")
    } else if width(&exchange.path) <= room {
        (vec![exchange.path.clone()], words.strip_prefix(&exchange.path).unwrap_or_default().trim_start())
    } else {
        (vec![String::new()], words.as_str())
    };
    for (at, line) in beside.into_iter().enumerate() {
        let before = if at == 0 { facts.clone() } else { " ".repeat(width(&facts)) };
        sheet.row(Line::styled(format!("{before}{line}").trim_end().to_owned(), style));
    }
    if !below.is_empty() {
        for line in wrap(below, sheet.columns().saturating_sub(INDENT)) {
            sheet.row(Line::styled(format!("{:INDENT$}{line}", ""), style));
        }
    }
}
