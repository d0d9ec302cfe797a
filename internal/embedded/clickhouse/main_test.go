package clickhouse_test

import (
	"os"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/embedded/clickhouse/chtest"
)

func TestMain(m *testing.M) {
	if os.Getenv(childDir) != "" { // this binary again, as the process to be killed
		child()
		return
	}
	chtest.Main(m)
}
