//! Policies: named, published rules from grades to scores. (to be written)
