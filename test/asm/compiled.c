#include <stdarg.h>
typedef unsigned u; typedef unsigned long long u64;
static const char *names[] = {"alpha","beta","gamma","a longer string","string"};
int global=5; static int hidden; static short arr[10]={1,2,3}; char buf[100]; const double pi=3.14159; u64 big=0x123456789abcdefULL;
__attribute__((noinline)) static int add(int a,int b){return a+b;}
int sw(int x){ switch(x){case 0:return 5;case 1:return 9;case 2:return 17;case 3: return 4;case 4: return 99;case 5: return add(x,global);default:return -1;} }
long sys(long n,long a,long b,long c){ register long a7 __asm__("a7")=n, a0 __asm__("a0")=a,a1 __asm__("a1")=b,a2 __asm__("a2")=c; __asm__ volatile("ecall":"+r"(a0):"r"(a7),"r"(a1),"r"(a2):"memory"); return a0; }
unsigned len(const char*s){unsigned n=0;while(s[n])n++;return n;}
u64 mul(u64 a,u64 b){return a*b;}
int fact(int n){return n<2?1:n*fact(n-1);}
int sum(int n,...){va_list v;va_start(v,n);int s=0;while(n--)s+=va_arg(v,int);va_end(v);return s;}
struct s{int a;char b;short c;} st={1,2,3}; 
void copy(struct s*d,const struct s*x){*d=*x;}
int atomic(int *p){return __atomic_fetch_add(p,1,__ATOMIC_SEQ_CST)+__sync_lock_test_and_set(p,5);}
int main(void){ for(int i=0;i<5;i++){ sys(64,1,(long)names[i],len(names[i])); sys(64,1,(long)"\n",1);} hidden+=sw(global)+fact(5)+sum(3,1,2,3)+arr[2]+(int)mul(big,3); float f=global*1.5f; buf[3]=(char)f; return hidden&0x7f; }
void _start(void){ sys(93,main(),0,0); __builtin_unreachable(); }
__attribute__((weak)) void wk(void){} 
u64 __muldi3(u64 a,u64 b){u64 r=0;while(b){if(b&1)r+=a;a<<=1;b>>=1;}return r;}
float __mulsf3(float a,float b){return a;} float __floatsisf(int a){return 0;} unsigned __fixunssfsi(float a){return 0;}
