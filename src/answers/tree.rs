//! A file as a tree that knows where everything stands. TOML and JSON both become this.

use std::ops::Range;

use serde_json::{Map, Value};

/// A value and the bytes of the file that it was read from. No `Debug`: a secret may stand in it.
#[derive(Clone)]
pub(super) struct Node {
    pub span: Range<usize>,
    pub kind: NodeKind,
}

#[derive(Clone)]
pub(super) enum NodeKind {
    Text(String),
    Bool(bool),
    Integer(i64),
    /// A decimal, a number that is too large, or a date: what has to stand in quotes, for its spelling would be lost.
    Unquoted,
    Null,
    List(Vec<Node>),
    Table(Vec<Member>),
}

#[derive(Clone)]
pub(super) struct Member {
    pub key: String,
    pub key_span: Range<usize>,
    pub value: Node,
}

/// A step on the way to a node.
#[derive(Clone, Copy)]
pub(super) enum To<'a> {
    Key(&'a str),
    Item(usize),
}

impl Node {
    pub(super) fn member(&self, key: &str) -> Option<&Member> {
        self.members().iter().find(|member| member.key == key)
    }

    pub(super) fn members(&self) -> &[Member] {
        match &self.kind {
            NodeKind::Table(members) => members,
            _ => &[],
        }
    }

    /// The bytes where the last step of this way stands, as far as the way leads: a key where it is one.
    pub(super) fn place(&self, way: &[To<'_>]) -> Range<usize> {
        let mut place = self.span.clone();
        let mut node = self;
        for to in way {
            let next = match (to, &node.kind) {
                (To::Key(key), _) => node.member(key).map(|member| (&member.value, member.key_span.clone())),
                (To::Item(at), NodeKind::List(items)) => items.get(*at).map(|item| (item, item.span.clone())),
                (To::Item(_), _) => None,
            };
            let Some((value, span)) = next else { break };
            (node, place) = (value, span);
        }
        place
    }

    /// The same without places, for the types.
    pub(super) fn value(&self) -> Value {
        match &self.kind {
            NodeKind::Text(text) => Value::String(text.clone()),
            NodeKind::Bool(yes) => Value::Bool(*yes),
            NodeKind::Integer(number) => Value::from(*number),
            NodeKind::Unquoted | NodeKind::Null => Value::Null,
            NodeKind::List(items) => items.iter().map(Self::value).collect(),
            NodeKind::Table(members) => {
                let members = members.iter().map(|member| (member.key.clone(), member.value.value()));
                Value::Object(members.collect::<Map<_, _>>())
            }
        }
    }
}
