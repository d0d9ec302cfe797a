// Package portal serves the web pages, and is their door to the public API of all services. It promises:
//
//   - a login is kept in a cookie that no script can read and no other site can use; a page never sees the token;
//   - a call that changes something is taken from its own pages only;
//   - every call goes the way of any other client's: same authentication, same decision, same evidence, in this process or in
//     another. Through the portal nobody reaches anything but that API;
//   - bodies stream in both directions, whatever their size;
//   - what runs in the background of a page keeps no session alive, and ends with it;
//   - pages work without any outside address, under a content policy that runs no script but their own.
//
// It has no store. It may call all services, through their public API.
package portal
