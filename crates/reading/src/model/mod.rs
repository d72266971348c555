//! The trained models that a reading rests on: what n-grams of words speak for.

pub mod grams;

/// The models, over bytes that the caller holds.
#[derive(Debug, Clone, Default)]
pub struct Models<'b> {
    bytes: std::marker::PhantomData<&'b [u8]>,
}

impl Models<'static> {
    /// The models that come with the reader.
    pub fn built_in() -> &'static Models<'static> {
        static MODELS: Models<'static> = Models { bytes: std::marker::PhantomData };
        &MODELS
    }
}
