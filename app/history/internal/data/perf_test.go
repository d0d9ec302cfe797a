package data

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/history/internal/biz"
)

func TestPerfNames(t *testing.T) {
	if os.Getenv("PERF") == "" {
		return
	}
	conn, db := fresh(t)
	ctx := context.Background()
	words := `['华','东','昌','盛','泰','鑫','宏','远','达','丰','瑞','祥','福','康','德','信','诚','和','美','佳','天','地','金','银','海','江','山','川','云','龙']`
	name := `concat(if(number%2=0,'聊城','温岭'), ` + words + `[1+cityHash64(number,1)%30], ` + words + `[1+cityHash64(number,2)%30], ` + words + `[1+cityHash64(number,3)%30], ['商贸','科技','建筑','机械','食品','物流'][1+cityHash64(number,4)%6], '有限公司')`
	for _, q := range []string{
		`INSERT INTO ` + db + `.names SELECT concat('91371500MA', leftPad(toString(number),8,'0')), ` + name + `, number, 1, 0 FROM numbers(1000000)`,
		`INSERT INTO ` + db + `.subjects SELECT concat('91371500MA', leftPad(toString(number),8,'0')), number, 1, ` + name + `, '371502', '存续', 1 FROM numbers(1000000)`,
	} {
		if err := conn.Exec(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
	h := NewHistories(conn, db)
	for _, f := range []biz.Find{{Name: "科技", Limit: 21}, {Name: "昌盛", Limit: 21}, {Name: "华东昌商贸", Limit: 21}, {Name: "聊城", Limit: 21}, {Codes: []string{"91371500MA00012345"}, Limit: 5}} {
		var n int
		var best time.Duration = time.Hour
		for range 8 {
			at := time.Now()
			r, err := h.Find(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			best = min(best, time.Since(at))
			n = len(r)
		}
		fmt.Println(f.Name, f.Codes, n, best)
	}
}
