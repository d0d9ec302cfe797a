// Package demo makes a synthetic city pair, Liaocheng and Wenling, and brings it into a running exchange the way agencies
// would: through their Kafka inboxes. Everything is made up from a seed; ID numbers carry division codes that were never
// allocated (371599, 331099), so no living person can match, and organisation codes a block that is not issued.
package demo
