//! A field of the details form: what the tenant says of a property, with what is known about it, and how it travels.

use serde_json::Value;

use super::{
    http::Json,
    known::{Condition, Known, KnownField, KnownKind, Warning, code_name, known},
    looks::{looks_credential, looks_file, looks_secret},
    property::{CREDENTIALS_NAME, Choice, Property, Rows, SELECTED_CREDENTIALS, SEPARATE, Shape, Spec, Wholeness},
    rows::{self, hide},
    secret::Secret,
    shape::{Constants, Limits, plain},
    source::SourceId,
};

/// A field of the details form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// The property's key.
    pub name: String,
    /// What stands before it.
    pub label: String,
    pub help: Option<String>,
    pub shape: Shape,
    /// What stands in it at first.
    pub default: Option<String>,
    /// What is proposed where there is no default.
    pub proposal: Option<String>,
    pub need: Requirement,
    /// Masked on the screen.
    pub secret: bool,
    /// Part of the login, so left out where an existing credential is used.
    pub credential: bool,
    /// Asked for only under this condition.
    pub when: Option<Condition>,
    pub example: Option<String>,
    pub found: Option<String>,
    /// Whether other values than those of an enumeration are known to exist.
    pub open: bool,
    /// Whether it belongs to what is asked first.
    pub order: Order,
    /// The shape in the tenant's own words: what is typed when the person does not want the field that was made of it.
    declared: Shape,
    constants: Constants,
    limits: Limits,
    warnings: Vec<Warning>,
    /// Whether yes and no travel as words or as JSON booleans.
    booleans: Booleans,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Requirement {
    /// May stay empty.
    Optional,
    /// Needed in practice, as far as is known: warned about once.
    Known,
    /// The tenant says so: blocks.
    Tenant,
}

/// When a field is asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Order {
    /// It is needed, part of the login or decides about it, or nothing is known of how needed it is.
    First,
    /// It may wait folded, and a default of it is left to the tenant.
    Later,
}

/// How yes and no travel (`qlik-cloud-api.md` section 9).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Booleans {
    /// `"true"`, as in the official creates.
    Words,
    /// `true`, as the data integration sources have it.
    Real,
}

/// The property that takes the authorization code of a source, if the tenant's specs have it.
pub fn code_property(source: &SourceId, spec: &Spec) -> Option<String> {
    spec.get(code_name(known(source))).map(|property| property.name.clone())
}

/// What a property is called where it is shown without its form: as its source describes it, else as far as it is known beforehand.
pub fn called<'a>(source: Option<&SourceId>, fields: &'a [Field], key: &'a str) -> &'a str {
    let known = || known(source?)?.fields.get(key)?.label.as_deref();
    let described = fields.iter().find(|field| field.name == key).map(|field| field.label.as_str());
    described.or_else(known).unwrap_or(match key {
        "qName" => "Name",
        "tags" => "Tags",
        SELECTED_CREDENTIALS => "Your credentials",
        key => key,
    })
}

/// A value as the form calls it: the label of a choice, else the value itself.
pub fn chosen<'a>(fields: &'a [Field], key: &str, value: &'a str) -> &'a str {
    let choice = fields.iter().find(|field| field.name == key).and_then(|field| match &field.shape {
        Shape::Choice(all) => all.iter().find(|choice| choice.value == value),
        _ => None,
    });
    choice.map_or(value, |choice| &choice.label)
}

/// Whether every text in a property is a secret, as its source describes it, else as far as it is known beforehand: of a list of rows
/// that has other secrets its rows tell ([`rows::hide`]).
pub fn hides(source: Option<&SourceId>, fields: &[Field], key: &str, text: &str) -> bool {
    if let Some(field) = fields.iter().find(|field| field.name == key) {
        return field.hides_all();
    }
    let fact = source.and_then(known).and_then(|known| known.fields.get(key));
    let is_secret = fact.and_then(|fact| fact.secret).unwrap_or_else(|| looks_secret(key));
    let is_file = || fact.and_then(|fact| fact.kind).map_or_else(|| looks_file(key), |kind| kind == KnownKind::File);
    is_secret || text.starts_with('[') && is_file()
}

/// What the tenant gave back of a property, for people: secrets and the password of a URL as a mask.
pub fn shown(source: Option<&SourceId>, fields: &[Field], key: &str, text: &str) -> String {
    match chosen(fields, key, text) {
        label if label != text => label.to_owned(),
        text => rows::shown(text, hides(source, fields, key, text)),
    }
}

/// When the code is needed: the condition on another property, where one is known and the tenant has that property.
pub fn code_condition(source: &SourceId, spec: &Spec) -> Option<Condition> {
    let when = known(source)?.oauth.as_ref()?.when.clone()?;
    spec.get(&when.field).is_some().then_some(when)
}

/// The fields of a source, without those that belong to other steps: in the order of its api-specs, but with what is asked
/// first at the top where a known source does not say itself what it requires.
pub fn fields(source: &SourceId, spec: &Spec) -> Vec<Field> {
    let code = code_property(source, spec);
    let elsewhere = |name: &str| {
        [SEPARATE, CREDENTIALS_NAME, SELECTED_CREDENTIALS].contains(&name) || code.as_deref() == Some(name)
    };
    let facts = known(source).map(|known| &known.fields);
    let booleans = if source.is_data_integration() { Booleans::Real } else { Booleans::Words };
    let mut fields: Vec<Field> = spec
        .properties
        .iter()
        .filter(|property| !elsewhere(&property.name))
        .map(|property| {
            let fact = facts.and_then(|facts| facts.get(&property.name));
            let mut field = Field::new(property, fact, booleans);
            if let (Some(known), Some(fact), Shape::Text) = (known(source), fact, &field.shape) {
                field.offer(known, fact, code.is_some());
            }
            let is_known = fact.is_some() || spec.marks_required();
            if is_known && field.need == Requirement::Optional && !field.credential {
                field.order = Order::Later;
            }
            field
        })
        .collect();
    raise(&mut fields);
    if !spec.marks_required() {
        fields.sort_by_key(|field| field.order);
    }
    fields
}

/// The code of a source as a field of its own, for who has a code already.
pub fn code_field(source: &SourceId, spec: &Spec) -> Option<Field> {
    let name = code_property(source, spec)?;
    let fact = known(source).and_then(|known| known.fields.get(&name));
    let field = Field::new(spec.get(&name)?, fact, Booleans::Words);
    // Its condition is the question whether there is such a code.
    Some(Field { secret: true, credential: true, when: None, need: Requirement::Tenant, ..field })
}

/// What decides about a part of the login is asked first, too; what hangs on a field that may wait, waits with it.
fn raise(fields: &mut [Field]) {
    let deciding: Vec<String> = fields
        .iter()
        .filter(|field| field.credential)
        .filter_map(|field| field.when.as_ref().map(|when| when.field.clone()))
        .collect();
    for field in fields.iter_mut().filter(|field| deciding.contains(&field.name)) {
        field.order = Order::First;
    }
    let later = fields.iter().filter(|field| field.order == Order::Later);
    let waiting: Vec<String> = later.map(|field| field.name.clone()).collect();
    for field in fields {
        if field.when.as_ref().is_some_and(|when| waiting.contains(&when.field)) {
            field.order = Order::Later;
        }
    }
}

/// The tenant's sentence, else what is known. Where values have labels, or are warned of, ours comes first: the tenant's speaks of
/// the values that travel, or does not know the mistake.
fn help(property: &Property, fact: Option<&KnownField>) -> Option<String> {
    let known = || fact.and_then(|fact| fact.help.clone());
    let is_ours = fact.is_some_and(|fact| !fact.values.is_empty() || !fact.warn.is_empty());
    if is_ours { known().or_else(|| property.description.clone()) } else { property.description.clone().or_else(known) }
}

impl Field {
    fn new(property: &Property, fact: Option<&KnownField>, booleans: Booleans) -> Self {
        let name = &property.name;
        let mut shape = shape(property, fact);
        if let (Shape::Choice(choices), Some(fact)) = (&mut shape, fact) {
            for choice in choices {
                if let Some(label) = fact.values.get(&choice.value) {
                    choice.label.clone_from(label);
                }
            }
        }
        let need = match (property.required, fact.is_some_and(|fact| fact.required)) {
            (true, _) => Requirement::Tenant,
            (false, true) => Requirement::Known,
            (false, false) => Requirement::Optional,
        };
        Self {
            label: property
                .title
                .clone()
                .or_else(|| fact.and_then(|fact| fact.label.clone()))
                .unwrap_or_else(|| name.clone()),
            help: help(property, fact),
            shape,
            default: property.default.clone(),
            proposal: fact.and_then(|fact| fact.propose.clone()).filter(|_| property.default.is_none()),
            need,
            secret: fact.and_then(|fact| fact.secret).unwrap_or_else(|| looks_secret(name)),
            credential: fact.map_or_else(|| looks_credential(name), |fact| fact.credential),
            when: fact.and_then(|fact| fact.when.clone()),
            example: fact.and_then(|fact| fact.example.clone()),
            found: fact.and_then(|fact| fact.found.clone()),
            open: property.constants.open || fact.is_some_and(|fact| fact.open),
            order: Order::First,
            declared: property.shape.clone(),
            constants: property.constants.clone(),
            limits: property.limits.clone(),
            warnings: fact.map(|fact| fact.warn.clone()).unwrap_or_default(),
            booleans,
            name: name.clone(),
        }
    }

    /// A text becomes a choice where the values are known. One that selects the sign-in through the browser is of no use
    /// at a tenant that takes no code.
    fn offer(&mut self, known: &Known, fact: &KnownField, takes_code: bool) {
        let when = known.oauth.as_ref().and_then(|oauth| oauth.when.as_ref()).filter(|when| when.field == self.name);
        let is_useful = |value: &&String| takes_code || !when.is_some_and(|when| when.holds(value));
        let label = |value: &String| fact.values.get(value).unwrap_or(value).clone();
        let offered = fact.offers.iter().filter(is_useful);
        let choices: Vec<_> = offered.map(|value| Choice { label: label(value), value: value.clone() }).collect();
        if !choices.is_empty() {
            self.shape = Shape::Choice(choices);
        }
    }

    /// What travels for a text in this field. The error is the sentence under the field. For a file or a list the text is
    /// what stands in it when it is typed by hand.
    pub fn wire(&self, text: &str) -> Result<Json, String> {
        match &self.shape {
            Shape::Text => Ok(self.string(text)),
            Shape::Choice(_) => Ok(self.chosen(text)),
            Shape::YesNo => match text {
                "true" | "false" => Ok(self.boolean(text == "true")),
                _ => Err("Choose yes or no.".to_owned()),
            },
            Shape::Number(wholeness) => number(text, *wholeness),
            Shape::File | Shape::List(_) if self.declared == Shape::Text => Ok(self.string(text)),
            Shape::File | Shape::List(_) | Shape::Json => {
                let value = json(text)?;
                Ok(hide(value, self.hides_all()))
            }
        }
    }

    /// Whether it may stay empty and out of sight.
    pub fn may_wait(&self) -> bool {
        self.order == Order::Later && self.need == Requirement::Optional
    }

    /// What is odd about a text, as far as is known, else as the tenant sees it. It never stands in the way.
    pub fn advice(&self, text: &str) -> Option<String> {
        self.mistake(text).or_else(|| self.limits.advice(text).filter(|_| !text.is_empty()))
    }

    pub fn mistake(&self, text: &str) -> Option<String> {
        self.warnings.iter().find(|warning| warning.concerns(text)).map(|warning| warning.say.clone())
    }

    /// What is odd about a value that is to be sent. One that was chosen among the tenant's is none of them.
    pub fn doubt(&self, value: &Json) -> Option<String> {
        let text = match value {
            Json::Plain(value) => plain(value),
            Json::Secret(secret) => secret.expose().to_owned(),
            Json::List(_) | Json::Object(_) => return None,
        };
        let is_chosen = matches!(&self.shape, Shape::Choice(all) if all.iter().any(|choice| choice.value == text));
        let is_typed = !is_chosen && matches!(self.shape, Shape::Text | Shape::Choice(_) | Shape::Number(_));
        self.advice(&text).filter(|_| is_typed)
    }

    /// Whether every text in it is a secret.
    fn hides_all(&self) -> bool {
        self.secret || self.shape == Shape::File
    }

    /// Whether the rows of a list hold values that are never shown.
    pub fn hides_values(&self) -> bool {
        self.secret && self.shape != Shape::List(Rows::Headers)
    }

    /// Whether it may have rows that the tenant does not show: how it gives back those that it keeps encrypted is not published, and
    /// that it leaves them out is likely.
    pub fn may_hide_rows(&self) -> bool {
        self.shape == Shape::List(Rows::Headers)
    }

    /// Whether the field can be typed by hand instead, and as what.
    pub fn by_hand(&self) -> Option<&'static str> {
        match (&self.shape, &self.declared) {
            (Shape::Choice(_), _) | (Shape::File | Shape::List(_), Shape::Text) => Some("text"),
            (Shape::File | Shape::List(_), _) => Some("JSON"),
            _ => None,
        }
    }

    /// A constant of the tenant's that is no string travels as it was sent, but for yes and no, which have their own rule.
    fn chosen(&self, text: &str) -> Json {
        match self.constants.typed.iter().find(|value| plain(value) == text) {
            Some(Value::Bool(yes)) => self.boolean(*yes),
            Some(value) => Json::Plain(value.clone()),
            None => self.string(text),
        }
    }

    fn boolean(&self, yes: bool) -> Json {
        match self.booleans {
            Booleans::Words => Json::text(yes.to_string()),
            Booleans::Real => Json::flag(yes),
        }
    }

    fn string(&self, text: &str) -> Json {
        if self.secret { Json::Secret(Secret::new(text)) } else { Json::text(text) }
    }
}

/// A file, a list of names and values, and a text are told apart by what is known: the specs have one form for the first two,
/// and the published ones know no other type than text. What they say beyond that, counts.
fn shape(property: &Property, fact: Option<&KnownField>) -> Shape {
    match (&property.shape, fact.and_then(|fact| fact.kind)) {
        (Shape::Text | Shape::Json | Shape::List(Rows::Pairs), Some(KnownKind::File)) => Shape::File,
        (Shape::Text | Shape::Json, Some(KnownKind::Pairs)) => Shape::List(Rows::Pairs),
        (Shape::Text | Shape::Json | Shape::List(Rows::Pairs), Some(KnownKind::Headers)) => Shape::List(Rows::Headers),
        (Shape::List(Rows::Pairs), None) if looks_file(&property.name) => Shape::File,
        (shape, _) => shape.clone(),
    }
}

/// JSON as a person types it. The error is a sentence for them.
pub fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text)
        .map_err(|fault| format!("This is not JSON yet (line {}, column {}).", fault.line(), fault.column()))
}

/// A number as a person types it. The error is a sentence for them.
pub fn number(text: &str, wholeness: Wholeness) -> Result<Json, String> {
    let text = text.trim();
    let whole = text.parse::<i64>().map(Value::from);
    match wholeness {
        Wholeness::Whole => whole.map(Json::Plain).map_err(|_| "Type a whole number, such as 30.".to_owned()),
        Wholeness::Any => whole
            .ok()
            .or_else(|| text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from))
            .map(Json::Plain)
            .ok_or_else(|| "Type a number, such as 30 or 0.5.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn spec(properties: &Value) -> Spec {
        Spec::read(&json!({"connectionProperties": {"properties": properties}})).unwrap()
    }

    fn names(fields: &[Field]) -> Vec<&str> {
        fields.iter().map(|field| field.name.as_str()).collect()
    }

    #[test]
    fn invented_keys_keep_their_order_and_other_steps_keep_their_fields() {
        let spec = spec(
            &json!({"z": {"type": "string"}, "separateCredentials": {"type": "boolean"}, "a": {"type": "string"},
            "credentialsName": {}, "m": {"type": "boolean"}, "selectedCredentials": {}, "authCode": {"type": "string"}}),
        );
        assert_eq!(names(&fields(&SourceId("invented".into()), &spec)), ["z", "a", "m"]);
        assert_eq!(code_property(&SourceId("invented".into()), &spec).as_deref(), Some("authCode"));
    }

    #[test]
    fn known_values_are_offered_in_their_order_and_what_is_known_warns_before_the_tenant() {
        let text = json!({"type": "string"});
        let labels = |spec: &Spec| {
            let fields = fields(&SourceId("snowflake".into()), spec);
            let field = fields.iter().find(|field| field.name == "authenticator").unwrap();
            let Shape::Choice(choices) = &field.shape else { unreachable!("{:?}", field.shape) };
            assert_eq!((field.proposal.as_deref(), field.open), (Some("snowflake_jwt"), true));
            choices.iter().map(|choice| choice.label.clone()).collect::<Vec<_>>()
        };
        let with = spec(&json!({"authenticator": text, "password": text, "authCode": text}));
        assert_eq!(labels(&with), ["Key pair", "Sign in through the browser", "User name and password"]);
        let without = spec(&json!({"authenticator": text, "password": text}));
        assert_eq!(labels(&without), ["Key pair", "User name and password"]);
        let password = &fields(&SourceId("snowflake".into()), &without)[1];
        assert!(password.advice("").unwrap().contains("Key pair") && password.advice("p").is_some());

        let spec = spec(
            &json!({"bucketName": {"type": "string", "minLength": 3}, "port": {"type": "string", "default": "1"}}),
        );
        let bucket = &fields(&SourceId("File_AmazonS3Connector".into()), &spec)[0];
        assert!(bucket.advice("s3://sales/x").unwrap().contains("bucket alone"));
        assert!(bucket.advice("ab").unwrap().contains("3 characters"));
        assert_eq!((bucket.advice("sales"), bucket.advice("")), (None, None));
        let doubts = |text: &str| bucket.doubt(&Json::text(text)).is_some();
        assert_eq!([doubts("s3://sales/x"), doubts("sales")], [true, false]);
        // The tenant's own default comes before what is known.
        let port = &fields(&SourceId("mssql".into()), &spec)[1];
        assert_eq!((port.default.as_deref(), port.proposal.as_deref()), (Some("1"), None));
    }

    #[test]
    fn values_travel_in_the_form_their_property_has() {
        let spec = spec(&json!({"port": {"type": "string"}, "rows": {"type": "integer"}, "ratio": {"type": "number"},
            "flag": {"type": "boolean"}, "password": {"type": "string"}, "KeyFilePath": {"type": "array"}}));
        let plain = fields(&SourceId("x".into()), &spec);
        let wire = |index: usize, text: &str| plain[index].wire(text);
        assert_eq!(wire(0, "1433"), Ok(Json::text("1433")));
        assert_eq!(wire(1, "30"), Ok(Json::Plain(json!(30))));
        assert!(wire(1, "30.5").is_err() && wire(2, "inf").is_err());
        assert_eq!(wire(2, "0.5"), Ok(Json::Plain(json!(0.5))));
        assert_eq!(wire(3, "true"), Ok(Json::text("true")));
        assert_eq!(wire(4, " p;=\" "), Ok(Json::Secret(Secret::new(" p;=\" "))));
        let file = wire(5, r#"[{"name":"k","value":"c2VjcmV0"}]"#).unwrap();
        assert!(!file.masked().contains("c2VjcmV0"));
        assert!(wire(5, "[").is_err());
        let integration = fields(&SourceId("repsrc_x".into()), &spec);
        assert_eq!(integration[3].wire("false"), Ok(Json::Plain(json!(false))));
    }
}
