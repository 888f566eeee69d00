#ifndef PREPOST_ANALYSIS_EVIDENCE_H
#define PREPOST_ANALYSIS_EVIDENCE_H

/* Why less may be said than the design was meant to allow. */
enum pp_weaker_because {
    PP_WEAKER_NOT,       /* it is as planned */
    PP_WEAKER_NO_ARMS,   /* arms were not compared with each other */
    PP_WEAKER_CROSSED,   /* a trial; people were not analysed as assigned */
    PP_WEAKER_MANY_LEFT, /* a trial; over 20 in 100 did not answer again */
    PP_WEAKER_UNEVEN     /* a trial; 10 in 100 more did not in one arm */
};

#endif
