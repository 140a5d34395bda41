//! The areas joined: the steps a user takes.
