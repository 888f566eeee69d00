#include <stdio.h>

int main(void)
{
    puts("prepost " PP_VERSION);
    return 0;
}
