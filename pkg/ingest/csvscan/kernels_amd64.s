#include "go_asm.h"
#include "textflag.h"

// SPREAD fills reg, the lower half of which is low, with the byte c.
#define SPREAD(c, reg, low) \
	MOVL         $c, AX \
	MOVQ         AX, low \
	VPBROADCASTB low, reg

// STORE writes which of 64 bytes have been found equal, in lo and hi, to the mask
// at this place of the chunk.
#define STORE(lo, hi, place) \
	VPMOVMSKB lo, AX \
	VPMOVMSKB hi, BX \
	SHLQ      $32, BX \
	ORQ       AX, BX \
	MOVQ      BX, place(DI)

// func masksAVX2(chunks []chunk, d []byte, comma byte)
TEXT ·masksAVX2(SB), NOSPLIT, $0-49
	MOVQ         chunks_base+0(FP), DI
	MOVQ         chunks_len+8(FP), CX
	MOVQ         d_base+24(FP), SI
	VPBROADCASTB comma+48(FP), Y0
	SPREAD('\n', Y1, X1)
	SPREAD('"', Y2, X2)
	SPREAD('\r', Y3, X3)
	TESTQ        CX, CX
	JZ           done

next:
	VMOVDQU  (SI), Y4
	VMOVDQU  32(SI), Y5
	VPCMPEQB Y4, Y1, Y6
	VPCMPEQB Y5, Y1, Y7
	VPCMPEQB Y4, Y0, Y8
	VPCMPEQB Y5, Y0, Y9
	VPOR     Y6, Y8, Y8
	VPOR     Y7, Y9, Y9
	STORE(Y8, Y9, chunk_separator)
	STORE(Y6, Y7, chunk_newline)
	VPCMPEQB Y4, Y2, Y6
	VPCMPEQB Y5, Y2, Y7
	STORE(Y6, Y7, chunk_quote)
	VPCMPEQB Y4, Y3, Y6
	VPCMPEQB Y5, Y3, Y7
	STORE(Y6, Y7, chunk_cr)
	ADDQ     $64, SI
	ADDQ     $chunk__size, DI
	DECQ     CX
	JNZ      next

done:
	VZEROUPPER
	RET

// PLACE writes the place of the lowest separator left in AX, and takes it away.
// With none left it writes what the next chunk overwrites.
#define PLACE(i) \
	TZCNTQ AX, BX \
	ADDL   R8, BX \
	MOVL   BX, (4*i)(R10) \
	BLSRQ  AX, AX

// func placesBMI(chunks []chunk, at int, ends, rows []int32, before int) (k, r int)
TEXT ·placesBMI(SB), NOSPLIT, $0-104
	MOVQ  chunks_base+0(FP), DI
	MOVQ  chunks_len+8(FP), CX
	MOVQ  at+24(FP), R8
	MOVQ  ends_base+32(FP), SI
	MOVQ  rows_base+56(FP), R9
	MOVQ  before+80(FP), R12
	TESTQ CX, CX
	JZ    done

next:
	MOVQ chunk_separator(DI), AX
	MOVQ chunk_newline(DI), DX

row: // the separators up to the lowest newline; if there is none R9 stays
	BLSMSKQ DX, BX
	ANDQ    AX, BX
	POPCNTQ BX, BX
	ADDL    R12, BX
	MOVL    BX, (R9)
	BLSRQ   DX, DX   // sets the carry if there was none, zero if none is left
	SETCC   BX
	MOVBLZX BX, BX
	LEAQ    (R9)(BX*4), R9
	JNZ     row

	MOVQ    SI, R10
	POPCNTQ AX, BX
	ADDQ    BX, R12
	LEAQ    (SI)(BX*4), SI

eight:
	PLACE(0)
	PLACE(1)
	PLACE(2)
	PLACE(3)
	PLACE(4)
	PLACE(5)
	PLACE(6)
	PLACE(7)
	LEAQ 32(R10), R10
	JNZ  eight

	ADDQ $64, R8
	ADDQ $chunk__size, DI
	DECQ CX
	JNZ  next

done:
	SUBQ ends_base+32(FP), SI
	SHRQ $2, SI
	MOVQ SI, k+88(FP)
	SUBQ rows_base+56(FP), R9
	SHRQ $2, R9
	MOVQ R9, r+96(FP)
	RET
