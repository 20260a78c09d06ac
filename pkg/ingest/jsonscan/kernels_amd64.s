#include "go_asm.h"
#include "textflag.h"

// The bytes that may follow a backslash, by two tables: those with the same high
// half have one bit. Half a byte each; a byte is one if both leave its bit.
//   01 2x: " /    02 5x: \    04 6x: b f n    08 7x: r t u
DATA low<>+0(SB)/8, $0x00040808000d0000
DATA low<>+8(SB)/8, $0x0104000200000000
GLOBL low<>(SB), RODATA|NOPTR, $16

DATA high<>+0(SB)/8, $0x0804020000010000
DATA high<>+8(SB)/8, $0x0000000000000000
GLOBL high<>(SB), RODATA|NOPTR, $16

// SPREAD fills reg, the lower half of which is xmm, with the byte c.
#define SPREAD(c, reg, xmm) \
	MOVL         $c, AX \
	VMOVQ        AX, xmm \
	VPBROADCASTB xmm, reg

// MASK makes a mask of 64 bytes in r of what has been found in lo and hi.
#define MASK(lo, hi, r, tmp) \
	VPMOVMSKB lo, r \
	VPMOVMSKB hi, tmp \
	SHLQ      $32, tmp \
	ORQ       tmp, r

// OTHER finds in y, which becomes to, the bytes that may not follow a backslash.
// Those beyond ASCII have no entry in the table of the low half.
#define OTHER(y, to) \
	VPSHUFB  y, Y10, Y8 \
	VPSRLW   $4, y, Y9 \
	VPAND    Y13, Y9, Y9 \
	VPSHUFB  Y9, Y11, Y9 \
	VPAND    Y8, Y9, Y9 \
	VPCMPEQB Y9, Y12, to

// PLACE writes the place of the lowest end left in AX, and takes it away. With
// none left it writes what the next chunk overwrites.
#define PLACE(i) \
	TZCNTQ AX, BX \
	ADDL   R8, BX \
	MOVL   BX, (4*i)(R13) \
	BLSRQ  AX, AX

// func endsAVX2(d []byte, at int, before *quoting, ends []int32, hex []uint64) (n, k int)
TEXT ·endsAVX2(SB), NOSPLIT, $0-104
	MOVQ           d_base+0(FP), SI
	MOVQ           d_len+8(FP), CX
	SHRQ           $6, CX
	MOVQ           at+24(FP), R8
	MOVQ           before+32(FP), DX
	MOVQ           quoting_escaped(DX), R9
	MOVQ           quoting_inside(DX), R10
	MOVQ           ends_base+40(FP), DI
	MOVQ           hex_base+64(FP), R11
	MOVQ           $0x5555555555555555, R12
	VBROADCASTI128 low<>(SB), Y10
	VBROADCASTI128 high<>(SB), Y11
	VPXOR          Y12, Y12, Y12
	SPREAD(0x0f, Y13, X13)
	SPREAD('"', Y0, X0)
	SPREAD('\\', Y1, X1)
	SPREAD(0x1f, Y2, X2)
	SPREAD('u', Y3, X3)
	VPCMPEQB       X14, X14, X14
	TESTQ          CX, CX
	JZ             done

next:
	VMOVDQU (SI), Y4
	VMOVDQU 32(SI), Y5

	// which bytes are escaped (R15): those behind an odd number of backslashes. A run
	// of them that begins at an odd place carries on to its end by addition, which
	// turns over what odd and even mean behind it; R9 is carried to the next chunk
	VPCMPEQB Y4, Y1, Y6
	VPCMPEQB Y5, Y1, Y7
	MASK(Y6, Y7, AX, BX)
	MOVQ     R9, R15
	NOTQ     R9
	ANDQ     R9, AX           // a backslash that is escaped escapes nothing
	LEAQ     (R15)(AX*2), R15 // follows a backslash, or begins escaped
	MOVQ     R15, BX
	ORQ      R12, BX
	NOTQ     BX
	ANDQ     AX, BX           // first of a run, at an odd place
	XORL     R9, R9
	ADDQ     AX, BX
	SETCS    R9
	ADDQ     BX, BX
	XORQ     R12, BX
	ANDQ     BX, R15

	// where strings are (DX): from a quote up to the next one
	VPCMPEQB   Y4, Y0, Y6
	VPCMPEQB   Y5, Y0, Y7
	MASK(Y6, Y7, AX, BX)
	MOVQ       R15, BX
	NOTQ       BX
	ANDQ       BX, AX
	VMOVQ      AX, X6
	VPCLMULQDQ $0, X14, X6, X6
	VMOVQ      X6, DX
	XORQ       R10, DX

	// what may not stand there
	VPMINUB  Y4, Y2, Y6
	VPMINUB  Y5, Y2, Y7
	VPCMPEQB Y6, Y4, Y6
	VPCMPEQB Y7, Y5, Y7
	MASK(Y6, Y7, BX, R13)
	ANDQ     DX, BX
	OTHER(Y4, Y6)
	OTHER(Y5, Y7)
	VPMOVMSKB Y6, R10
	VPMOVMSKB Y7, R13
	SHLQ     $32, R13
	ORQ      R13, R10
	ANDQ     R15, R10
	ORQ      R10, BX
	JNZ      done
	MOVQ     DX, R10
	SARQ     $63, R10

	VPCMPEQB Y4, Y3, Y6
	VPCMPEQB Y5, Y3, Y7
	MASK(Y6, Y7, BX, R13)
	ANDQ     R15, BX
	MOVQ     BX, (R11)

	MOVQ    DX, BX // of the quotes only those that end strings
	NOTQ    BX
	ANDQ    BX, AX
	MOVQ    DI, R13
	POPCNTQ AX, BX
	LEAQ    (DI)(BX*4), DI

some:
	PLACE(0)
	PLACE(1)
	PLACE(2)
	PLACE(3)
	PLACE(4)
	PLACE(5)
	PLACE(6)
	PLACE(7)
	LEAQ 32(R13), R13
	JNZ  some

	ADDQ $64, R8
	ADDQ $64, SI
	ADDQ $8, R11
	DECQ CX
	JNZ  next

done:
	VZEROUPPER
	MOVQ before+32(FP), DX
	MOVQ R9, quoting_escaped(DX)
	MOVQ R10, quoting_inside(DX)
	SUBQ d_base+0(FP), SI
	MOVQ SI, n+88(FP)
	SUBQ ends_base+40(FP), DI
	SHRQ $2, DI
	MOVQ DI, k+96(FP)
	RET
