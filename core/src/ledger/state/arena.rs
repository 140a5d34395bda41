//! Storage for the nodes of the state: slots of one size, reused when freed, addressed by 31 bits.

/// Slots in chunks, so that growing neither moves what is there nor leaves half of it unused.
#[derive(Debug, Clone)]
pub(super) struct Arena<T> {
    chunks: Vec<Vec<T>>,
    free: Vec<u32>,
    next: u32,
}

impl<T: Default> Arena<T> {
    pub(super) const fn new() -> Self {
        Self {
            chunks: Vec::new(),
            free: Vec::new(),
            next: 0,
        }
    }

    /// The number of slots in use.
    pub(super) fn len(&self) -> usize {
        (self.next as usize).saturating_sub(self.free.len())
    }

    pub(super) fn insert(&mut self, value: T) -> u32 {
        if let Some(slot) = self.free.pop() {
            if let Some(place) = self.get_mut(slot) {
                *place = value;
            }
            return slot;
        }
        match self.chunks.last_mut() {
            Some(chunk) if chunk.len() < CHUNK => chunk.push(value),
            _ => {
                let mut chunk = Vec::with_capacity(CHUNK);
                chunk.push(value);
                self.chunks.push(chunk);
            }
        }
        let slot = self.next;
        self.next += 1;
        slot
    }

    /// Frees a slot and returns what it held.
    pub(super) fn remove(&mut self, slot: u32) -> T {
        let value = self.get_mut(slot).map(std::mem::take).unwrap_or_default();
        self.free.push(slot);
        value
    }

    pub(super) fn get(&self, slot: u32) -> Option<&T> {
        let (chunk, place) = locate(slot);
        self.chunks.get(chunk)?.get(place)
    }

    pub(super) fn get_mut(&mut self, slot: u32) -> Option<&mut T> {
        let (chunk, place) = locate(slot);
        self.chunks.get_mut(chunk)?.get_mut(place)
    }

    /// The memory taken, in bytes, without what the values themselves allocated.
    pub(super) fn memory(&self) -> usize {
        self.chunks.len() * CHUNK * size_of::<T>() + self.free.capacity() * size_of::<u32>()
    }
}

const fn locate(slot: u32) -> (usize, usize) {
    let slot = slot as usize;
    (slot / CHUNK, slot % CHUNK)
}

const CHUNK: usize = 1024;
