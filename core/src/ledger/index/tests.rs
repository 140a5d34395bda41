use super::*;

fn size(leaves: u64) -> TreeSize {
    TreeSize::new(leaves)
}

#[test]
fn subtrees_of_a_range_cover_it_exactly_once() {
    for end in 0..200u64 {
        let mut next = 0;
        for subtree in subtrees(0..end) {
            assert_eq!(subtree.offset() << subtree.level(), next);
            next += 1 << subtree.level();
        }
        assert_eq!(next, end);
    }
    let ragged: Vec<_> = subtrees(64..67).map(|s| (s.level(), s.offset())).collect();
    assert_eq!(ragged, [(1, 32), (0, 66)]);
    assert_eq!(subtrees(0..u64::MAX).count(), 64);
}

#[test]
fn the_length_formula_agrees_with_the_recursive_definition() {
    for leaves in 1..130 {
        for index in 0..leaves {
            let index = LeafIndex::new(index);
            assert_eq!(
                inclusion_length(index, size(leaves)),
                Some(inclusion_ranges(index, size(leaves)).len())
            );
        }
        assert_eq!(inclusion_length(LeafIndex::new(leaves), size(leaves)), None);
        for older in 0..=leaves {
            assert_eq!(
                consistency_length(size(older), size(leaves)),
                Some(consistency_ranges(size(older), size(leaves)).len())
            );
        }
    }
}

#[test]
fn the_largest_indices_do_not_overflow() {
    let last = LeafIndex::new(u64::MAX - 1);
    assert_eq!(inclusion_length(last, size(u64::MAX)), Some(63));
    assert_eq!(
        inclusion_length(LeafIndex::new(0), size(u64::MAX)),
        Some(64)
    );
    assert_eq!(
        consistency_length(size(u64::MAX - 1), size(u64::MAX)),
        Some(64)
    );
    assert_eq!(consistency_length(size(2), size(1)), None);
    assert_eq!(Subtree::new(64, 0), None);
    assert_eq!(Subtree::new(63, 2), None);
}
