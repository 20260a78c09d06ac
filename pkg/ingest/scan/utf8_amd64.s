#include "textflag.h"

// This is the table look-up of J. Keiser and D. Lemire, "Validating UTF-8 in
// less than one instruction per byte", Software: Practice and Experience 51
// (2021). What can be wrong with a byte b behind a byte a is one bit each:
//   01 a begins a rune and b does not go on with it
//   02 a is ASCII and b goes on with a rune
//   04 E0 80-9F, longer than need be (three bytes)
//   08 F4 90-BF or F5-FF 90-BF, beyond U+10FFFF
//   10 ED A0-BF, a surrogate
//   20 C0-C1, longer than need be (two bytes)
//   40 F0 80-8F, longer than need be (four bytes), or F5-FF 80-8F, beyond U+10FFFF
//   80 both go on with a rune, which is right as third or fourth byte only
// Each table has the bits that half a byte leaves possible; a fault is what all
// three leave. Bit 80 has to be set exactly where a third or fourth byte is due,
// by the first byte two or three before.

// by the high half of a
DATA high1<>+0(SB)/8, $0x0202020202020202
DATA high1<>+8(SB)/8, $0x4915012180808080
GLOBL high1<>(SB), RODATA|NOPTR, $16

// by the low half of a
DATA low1<>+0(SB)/8, $0xcbcbcb8b8383a3e7
DATA low1<>+8(SB)/8, $0xcbcbdbcbcbcbcbcb
GLOBL low1<>(SB), RODATA|NOPTR, $16

// by the high half of b
DATA high2<>+0(SB)/8, $0x0101010101010101
DATA high2<>+8(SB)/8, $0x01010101babaaee6
GLOBL high2<>(SB), RODATA|NOPTR, $16

// the greatest last bytes of 32 that leave no rune unfinished
DATA whole<>+0(SB)/8, $0xffffffffffffffff
DATA whole<>+8(SB)/8, $0xffffffffffffffff
DATA whole<>+16(SB)/8, $0xffffffffffffffff
DATA whole<>+24(SB)/8, $0xbfdfefffffffffff
GLOBL whole<>(SB), RODATA|NOPTR, $32

#define SPREAD(c, reg, low) \
	MOVL         $c, AX \
	MOVQ         AX, low \
	VPBROADCASTB low, reg

// CHECK adds to the faults Y0 those of the 32 bytes in cur, behind those in Y1.
// Y3, Y4 and Y5 are what stands one, two and three bytes before. Less 60 the
// high bit says that it is E0 or more, less 70 that it is F0 or more.
#define CHECK(cur) \
	VPERM2I128 $0x21, cur, Y1, Y2 \
	VPALIGNR   $15, Y2, cur, Y3 \
	VPALIGNR   $14, Y2, cur, Y4 \
	VPALIGNR   $13, Y2, cur, Y5 \
	VPSRLW     $4, Y3, Y6 \
	VPAND      Y15, Y6, Y6 \
	VPSHUFB    Y6, Y10, Y6 \
	VPAND      Y15, Y3, Y3 \
	VPSHUFB    Y3, Y11, Y3 \
	VPAND      Y3, Y6, Y6 \
	VPSRLW     $4, cur, Y3 \
	VPAND      Y15, Y3, Y3 \
	VPSHUFB    Y3, Y12, Y3 \
	VPAND      Y3, Y6, Y6 \
	VPSUBUSB   Y13, Y4, Y4 \
	VPSUBUSB   Y14, Y5, Y5 \
	VPOR       Y4, Y5, Y5 \
	VPAND      Y9, Y5, Y5 \
	VPXOR      Y5, Y6, Y6 \
	VPOR       Y6, Y0, Y0 \
	VMOVDQA    cur, Y1

// func validAVX2(data []byte) bool
TEXT ·validAVX2(SB), NOSPLIT, $0-25
	MOVQ           data_base+0(FP), SI
	MOVQ           data_len+8(FP), CX
	SHRQ           $6, CX
	VBROADCASTI128 high1<>(SB), Y10
	VBROADCASTI128 low1<>(SB), Y11
	VBROADCASTI128 high2<>(SB), Y12
	SPREAD(0x60, Y13, X13)
	SPREAD(0x70, Y14, X14)
	SPREAD(0x0f, Y15, X15)
	SPREAD(0x80, Y9, X9)
	VPXOR          Y0, Y0, Y0
	VPXOR          Y1, Y1, Y1
	TESTQ          CX, CX
	JZ             done

next:
	VMOVDQU   (SI), Y7
	VMOVDQU   32(SI), Y8
	VPOR      Y7, Y8, Y2
	VPTEST    Y9, Y2
	JNZ       runes
	VPSUBUSB  whole<>(SB), Y1, Y1 // ASCII finishes no rune; leaves 0, ASCII too, or a fault
	VPOR      Y1, Y0, Y0
	ADDQ      $64, SI
	DECQ      CX
	JNZ       next
	JMP       done

runes:
	CHECK(Y7)
	CHECK(Y8)
	ADDQ $64, SI
	DECQ CX
	JNZ  next

done:
	VPTEST Y0, Y0
	SETEQ  ret+24(FP)
	VZEROUPPER
	RET
