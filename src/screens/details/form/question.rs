//! How a property becomes a question: what goes into it, what it proposes, what else there is to it.

use super::{Row, SourceForm, way};
use crate::{
    domain::{
        field::{self, Field},
        local::PathTarget,
        property::{Choice, Shape},
    },
    kit::form::{Ask, Kind, Need, When},
};

/// Fields of these names hold keys that are one word: a line break in there is an accident.
const ONE_WORD: [&str; 5] = ["accesskey", "secretkey", "apikey", "appkey", "accountkey"];

impl SourceForm {
    pub(super) fn question(&self, at: usize) -> Ask<Row> {
        let field = &self.fields[at];
        let mut ask = Ask::new(Row::Field(at), field.label.clone(), kind(field)).placeholder(placeholder(field));
        ask.by_hand = by_hand(field);
        ask.need = match field.need {
            field::Requirement::Tenant if matches!(ask.kind, Kind::Choice { .. }) => {
                Need::Required("Required: choose one.".into())
            }
            field::Requirement::Tenant => Need::Required("Required: it cannot stay empty.".into()),
            field::Requirement::Known => Need::Usual,
            field::Requirement::Optional => Need::Optional,
        };
        ask.default = field.default.clone().or_else(|| field.proposal.clone()).unwrap_or_default();
        ask.stands_back = field.may_wait() && field.proposal.is_none();
        if self.is_code(at) {
            return ask.when(When::If(|form| form.answer(Row::Browser) == way::CODE));
        }
        if let Some(condition) = &field.when
            && let Some(other) = self.exactly(&condition.field)
        {
            ask.when = When::Holds(other, condition.clone());
        }
        ask
    }

    /// Only the person can say how to sign in where there is a code and no field is known to decide about it.
    pub(super) fn sign_in(&self) -> Ask<Row> {
        let browser = (way::BROWSER, "in your browser");
        let code = (way::CODE, "with a code you have");
        // Where there is a third way, none of them is chosen before the person does.
        let three = [("", ""), browser, code, (way::FIELDS, "with the fields above")];
        let kind = Kind::choice(if self.has_login() { &three } else { &three[1..3] });
        Ask::new(Row::Browser, "Sign in", kind).required("Choose one: ←→, or type its first letter.")
    }
}

/// What goes into the field of a property.
pub(super) fn kind(field: &Field) -> Kind {
    match &field.shape {
        Shape::Text => text(field),
        Shape::Choice(choices) => Kind::Choice { options: options(field, choices.clone()), open: field.open },
        Shape::YesNo => {
            let yes_no = [("true", "yes"), ("false", "no")];
            let choices = yes_no.map(|(value, label)| Choice { value: value.to_owned(), label: label.to_owned() });
            Kind::Choice { options: options(field, choices.into()), open: false }
        }
        Shape::Number(wholeness) => Kind::Number { wholeness: *wholeness, hidden: field.secret },
        Shape::File => Kind::Path(PathTarget::File),
        Shape::List(rows) => Kind::Rows { rows: *rows, hidden: field.hides_values() },
        Shape::Json => Kind::Json { hidden: field.secret },
    }
}

fn text(field: &Field) -> Kind {
    if field.secret { Kind::Hidden { lines: keeps_lines(field) } } else { Kind::AnyText }
}

/// Whether the lines of a key or certificate file may stand in a field.
fn keeps_lines(field: &Field) -> bool {
    let name = field.name.to_lowercase();
    let has = |part: &&str| name.contains(*part);
    ["key", "cert", "pem"].iter().any(has) && !ONE_WORD.iter().any(has)
}

/// What is typed by whoever does not want the field that was made of a property. The content of a file is a secret, whatever
/// the file.
fn by_hand(field: &Field) -> Option<Kind> {
    let is_file = field.shape == Shape::File;
    match field.by_hand()? {
        "JSON" => Some(Kind::Json { hidden: is_file || field.secret }),
        _ if is_file => Some(Kind::Hidden { lines: true }),
        _ => Some(text(field)),
    }
}

/// What can be chosen. Without a default of the tenant's, not choosing is one of the ways.
fn options(field: &Field, values: Vec<Choice>) -> Vec<Choice> {
    let has_default = field.default.as_ref().is_some_and(|default| values.iter().any(|one| one.value == *default));
    let needs_empty = !has_default && values.iter().all(|one| !one.value.is_empty());
    let empty = needs_empty.then(|| Choice { value: String::new(), label: String::new() });
    empty.into_iter().chain(values).collect()
}

/// What stands in an empty field: whether it is required, and an example.
fn placeholder(field: &Field) -> String {
    let need = match (field.need, &field.shape) {
        (field::Requirement::Optional, _) => "",
        // It stands beside the first value, which is not what is required.
        (_, Shape::Choice(_) | Shape::YesNo) => "one is required",
        _ => "required",
    };
    let example = match (&field.shape, &field.example) {
        // Where values are chosen, they are a key press away; and examples of lists are not written as lists are.
        (Shape::Choice(_) | Shape::YesNo | Shape::List(_), _) => String::new(),
        (Shape::File, Some(example)) => format!("path of a file, for example ~/{example}"),
        (Shape::File, None) => "path of a file".to_owned(),
        (Shape::Json, _) => r#"as JSON: [{"name":"…","value":"…"}]"#.to_owned(),
        (_, Some(example)) => format!("for example {example}"),
        (_, None) => String::new(),
    };
    [need, &example].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}
