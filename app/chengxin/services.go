package main

import (
	"github.com/chengxin-credit/chengxin/app/audit"
	"github.com/chengxin-credit/chengxin/internal/boot"
)

// services is the start order; its reverse is the stop order. A service may call only those before it.
var services = []boot.Service{
	{Name: "audit", Build: audit.Build},
}
