//! What a workflow is called.

use super::event::Event;
use super::workflow::Workflow;

impl Workflow {
    /// The goal of the last step that has one, of those that belong into the documentation where there are any;
    /// else the last step's problem, its outcome, or its name in words.
    pub fn title(&self) -> String {
        let steps = || self.nodes.iter().map(|node| &*node.event);
        let documented = || steps().filter(|event| event.should_document);
        let goal = |event: &Event| {
            event.user_intent.as_ref().and_then(|intent| told(intent.goal.as_ref()))
        };
        let any = documented().next().is_some();
        let found = steps().rev().filter(|event| event.should_document || !any).find_map(goal);
        let last = documented().next_back().or_else(|| steps().next_back()).unwrap_or(&self.root);
        found.unwrap_or_else(|| said(last).unwrap_or_else(|| in_words(&last.event_name)))
    }
}

fn said(event: &Event) -> Option<String> {
    let intent = event.user_intent.as_ref();
    let problem = intent.and_then(|intent| told(intent.problem_solved.as_ref()));
    problem.or_else(|| told(event.context.as_ref()?.outcome.as_ref()))
}

/// A text, unless it is blank.
fn told(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty()).cloned()
}

/// A name with blanks in place of what joins its words, and a capital letter.
pub fn in_words(name: &str) -> String {
    let words = words_of(name);
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => name.to_owned(),
    }
}

/// The words of a name, with blanks between them.
pub fn words_of(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn names_are_read_as_words() {
        for (name, words) in [
            ("widget.created", "Widget created"),
            ("élan-vital_2", "Élan vital 2"),
            ("...", "..."),
            ("Done", "Done"),
        ] {
            assert_eq!(in_words(name), words);
        }
    }
}
