#include "textflag.h"

// SPREAD fills reg, the lower half of which is low, with the byte c.
#define SPREAD(c, reg, low) \
	MOVL         $c, AX \
	MOVQ         AX, low \
	VPBROADCASTB low, reg

// LOOK makes of the bytes in Y0 the stems that they can stand in, in Y1: by their
// lower and by their upper half.
#define LOOK(lower, upper) \
	VPAND   Y7, Y0, Y1 \
	VPSRLW  $4, Y0, Y0 \
	VPAND   Y7, Y0, Y0 \
	VPSHUFB Y1, lower, Y1 \
	VPSHUFB Y0, upper, Y0 \
	VPAND   Y0, Y1, Y1

// func signs(found []uint64, d []byte, halves *[8][16]uint8)
TEXT ·signs(SB), NOSPLIT, $0-56
	MOVQ           found_base+0(FP), DI
	MOVQ           found_len+8(FP), CX
	MOVQ           d_base+24(FP), SI
	MOVQ           halves+48(FP), DX
	VBROADCASTI128 (DX), Y8
	VBROADCASTI128 16(DX), Y9
	VBROADCASTI128 32(DX), Y10
	VBROADCASTI128 48(DX), Y11
	VBROADCASTI128 64(DX), Y12
	VBROADCASTI128 80(DX), Y13
	VBROADCASTI128 96(DX), Y14
	VBROADCASTI128 112(DX), Y15
	SPREAD(0x0f, Y7, X7)
	SPREAD('.', Y6, X6)
	SPREAD('@', Y5, X5)
	SPREAD('[', Y4, X4)
	TESTQ          CX, CX
	JZ             done

next:
	VMOVDQU   (SI), Y0
	VPMOVMSKB Y0, R8          // beyond ASCII
	VPCMPEQB  Y0, Y6, Y2
	VPCMPEQB  Y0, Y5, Y1
	VPOR      Y1, Y2, Y2
	VPCMPEQB  Y0, Y4, Y1
	VPOR      Y1, Y2, Y2
	VPMOVMSKB Y2, BX
	LOOK(Y8, Y9)
	VMOVDQA   Y1, Y3
	VMOVDQU   1(SI), Y0
	LOOK(Y10, Y11)
	VPAND     Y1, Y3, Y3
	VMOVDQU   2(SI), Y0
	LOOK(Y12, Y13)
	VPAND     Y1, Y3, Y3
	VMOVDQU   3(SI), Y0
	LOOK(Y14, Y15)
	VPAND     Y1, Y3, Y3
	VPXOR     Y0, Y0, Y0
	VPCMPEQB  Y0, Y3, Y3
	VPMOVMSKB Y3, AX
	NOTL      AX
	ORL       BX, AX
	SHLQ      $32, R8
	ORQ       R8, AX
	MOVQ      AX, (DI)
	ADDQ      $32, SI
	ADDQ      $8, DI
	DECQ      CX
	JNZ       next

done:
	VZEROUPPER
	RET
