//! What MLS allows and the profile does not: made with the library itself.
