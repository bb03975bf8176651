//! Who is meant: names of actors in their many forms, and the words that stand for them.
