package demo

import (
	"encoding/json"
	"time"
)

// object builds one JSON object with its keys in the order they are added.
type object struct{ b []byte }

func newObject() *object { return &object{b: []byte{'{'}} }

// str adds a text item; an empty value is left out.
func (o *object) str(key, value string) *object {
	if value == "" {
		return o
	}
	o.key(key)
	quoted, err := json.Marshal(value)
	if err != nil {
		panic(err) // a string always marshals
	}
	o.b = append(o.b, quoted...)
	return o
}

// num adds a number as it is written.
func (o *object) num(key, value string) *object {
	o.key(key)
	o.b = append(o.b, value...)
	return o
}

// day adds a date; the zero time is left out.
func (o *object) day(key string, t time.Time) *object {
	if t.IsZero() {
		return o
	}
	return o.str(key, t.Format("2006-01-02"))
}

func (o *object) key(key string) {
	if len(o.b) > 1 {
		o.b = append(o.b, ',')
	}
	o.b = append(o.b, '"')
	o.b = append(o.b, key...)
	o.b = append(o.b, '"', ':')
}

func (o *object) bytes() []byte { return append(o.b, '}') }
