package terminal

import "golang.org/x/sys/windows"

// enableEscapes makes an older Windows console obey escape sequences instead of
// printing them. It does nothing to a console's input handle.
func enableEscapes(fd uintptr) {
	var mode uint32
	handle := windows.Handle(fd)
	if input, err := windows.GetStdHandle(windows.STD_INPUT_HANDLE); err == nil && input == handle {
		return
	}
	if windows.GetConsoleMode(handle, &mode) == nil {
		windows.SetConsoleMode(handle, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING)
	}
}
