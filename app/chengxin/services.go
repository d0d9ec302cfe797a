package main

import (
	"github.com/chengxin-credit/chengxin/app/access"
	"github.com/chengxin-credit/chengxin/app/audit"
	"github.com/chengxin-credit/chengxin/app/catalog"
	"github.com/chengxin-credit/chengxin/app/exchange"
	"github.com/chengxin-credit/chengxin/app/history"
	"github.com/chengxin-credit/chengxin/app/portal"
	"github.com/chengxin-credit/chengxin/internal/boot"
)

// services is the start order; its reverse is the stop order. A service may call only those before it.
var services = []boot.Service{
	{Name: "audit", Build: audit.Build},
	{Name: "access", Build: access.Build},
	{Name: "catalog", Build: catalog.Build},
	{Name: "exchange", Build: exchange.Build},
	{Name: "history", Build: history.Build},
	{Name: "portal", Build: portal.Build},
}
