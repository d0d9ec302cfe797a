package resourcebench_test

import (
	"testing"

	"github.com/chengxin-credit/chengxin/internal/resourcebench"
)

func BenchmarkDecode(b *testing.B)    { bench(b, resourcebench.Decode) }
func BenchmarkUnmarshal(b *testing.B) { bench(b, resourcebench.Unmarshal) }

func bench(b *testing.B, side func() (func() error, error)) {
	round, err := side()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := round(); err != nil {
			b.Fatal(err)
		}
	}
}

func TestDecodeDoesNotAllocate(t *testing.T) {
	round, err := resourcebench.Decode()
	if err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() {
		if err := round(); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations per record", n)
	}
}
