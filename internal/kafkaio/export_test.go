package kafkaio

// Draining tells tests that the consumer was asked to hand over its partitions.
func Draining(k *Consumer) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.current != nil && k.current.over()
}
