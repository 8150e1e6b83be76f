#include "planner/solve/lp.h"

#include "data/base/arena.h"

#include <glpk.h>
#include <math.h>
#include <setjmp.h>
#include <stdlib.h>

struct lp_fence {
    jmp_buf jump;
    bool inside; /* a call is running, `jump` is live */
    bool broken;
};

struct lp {
    struct lp_fence *fence;
    glp_prob *glpk;
    int *indices; /* 1-based work arrays of a column */
    double *values;
    int capacity;
};

static void fault(void *info)
{
    struct lp_fence *fence = info;
    if (fence->inside)
        longjmp(fence->jump, 1);
}

/* Runs `work` inside the fence. After a fault GLPK's memory is freed as a whole: nothing of it may be touched again. */
static bool guarded(struct lp_fence *fence, void (*work)(void *), void *context)
{
    if (fence->broken)
        return false;
    glp_error_hook(fault, fence);
    if (setjmp(fence->jump) != 0) {
        fence->inside = false;
        fence->broken = true;
        glp_error_hook(NULL, NULL);
        (void)glp_free_env();
        return false;
    }
    fence->inside = true;
    work(context);
    fence->inside = false;
    glp_error_hook(NULL, NULL);
    return true;
}

static int swallow(void *info, const char *text)
{
    (void)info;
    (void)text;
    return 1; /* not to be printed */
}

static void quiet(void *context)
{
    (void)context;
    (void)glp_term_out(GLP_OFF);
    glp_term_hook(swallow, NULL); /* a fault speaks even then */
}

struct lp_fence *lp_fence_open(void)
{
    struct lp_fence *fence = memory_alloc(1, sizeof(*fence));
    (void)guarded(fence, quiet, NULL);
    return fence;
}

void lp_fence_close(struct lp_fence *fence)
{
    if (fence == NULL)
        return;
    if (!fence->broken)
        (void)glp_free_env();
    free(fence);
}

bool lp_fence_broken(const struct lp_fence *fence)
{
    return fence->broken;
}

bool lp_fence_error(const struct lp_fence *fence, struct error *err)
{
    return error_set(err, ERROR_INTERNAL, NULL, "GLPK %s", fence->broken ? "ended itself on a fault" : "gave up");
}

static void work_new(void *context)
{
    struct lp *lp = context;
    lp->glpk = glp_create_prob();
    glp_set_obj_dir(lp->glpk, GLP_MIN);
}

struct lp *lp_new(struct lp_fence *fence)
{
    struct lp *lp = memory_alloc(1, sizeof(*lp));
    lp->fence = fence;
    (void)guarded(fence, work_new, lp);
    return lp;
}

static void work_delete(void *context)
{
    glp_delete_prob(((struct lp *)context)->glpk);
}

void lp_release(struct lp *lp)
{
    if (lp == NULL)
        return;
    (void)guarded(lp->fence, work_delete, lp);
    free(lp->indices);
    free(lp->values);
    free(lp);
}

struct rows_work {
    struct lp *lp;
    int first, count;
    bool at_least;
    const double *bounds;
};

static void work_row_bounds(void *context)
{
    struct rows_work *w = context;
    for (int r = 0; r < w->count; r++)
        glp_set_row_bnds(w->lp->glpk, w->first + r, w->at_least ? GLP_LO : GLP_UP, w->bounds[r], w->bounds[r]);
}

static void work_add_rows(void *context)
{
    struct rows_work *w = context;
    w->first = glp_add_rows(w->lp->glpk, w->count);
    work_row_bounds(w);
}

int lp_add_rows(struct lp *lp, int count, bool at_least, const double *bounds)
{
    struct rows_work w = {lp, 0, count, at_least, bounds};
    if (count < 1)
        return -1;
    return guarded(lp->fence, work_add_rows, &w) ? w.first - 1 : -1;
}

void lp_row_bound(struct lp *lp, int row, bool at_least, double bound)
{
    struct rows_work w = {lp, row + 1, 1, at_least, &bound};
    if (row >= 0 && row < lp_rows(lp))
        (void)guarded(lp->fence, work_row_bounds, &w);
}

struct column_work {
    struct lp *lp;
    double cost, upper;
    int index, entries;
};

static void work_column_upper(void *context)
{
    struct column_work *w = context;
    int kind = w->upper <= 0.0 ? GLP_FX : isinf(w->upper) ? GLP_LO : GLP_DB;
    glp_set_col_bnds(w->lp->glpk, w->index, kind, 0.0, isinf(w->upper) ? 0.0 : w->upper);
}

static void work_column_cost(void *context)
{
    struct column_work *w = context;
    glp_set_obj_coef(w->lp->glpk, w->index, w->cost);
}

static void work_add_column(void *context)
{
    struct column_work *w = context;
    w->index = glp_add_cols(w->lp->glpk, 1);
    work_column_upper(w);
    work_column_cost(w);
    glp_set_mat_col(w->lp->glpk, w->index, w->entries, w->lp->indices, w->lp->values);
}

int lp_add_column(struct lp *lp, double cost, double upper, int entries, const int *rows, const double *coefficients)
{
    struct column_work w = {lp, cost, upper, 0, entries};
    int rows_count = lp_rows(lp);
    if (entries < 0 || entries > rows_count || !isfinite(cost))
        return -1;
    if (entries + 1 > lp->capacity) {
        lp->capacity = 2 * entries + 64;
        lp->indices = memory_resize(lp->indices, (size_t)lp->capacity, sizeof(int));
        lp->values = memory_resize(lp->values, (size_t)lp->capacity, sizeof(double));
    }
    for (int e = 0; e < entries; e++) {
        if (rows[e] < 0 || rows[e] >= rows_count)
            return -1;
        lp->indices[e + 1] = rows[e] + 1;
        lp->values[e + 1] = coefficients[e];
    }
    return guarded(lp->fence, work_add_column, &w) ? w.index - 1 : -1;
}

void lp_column_upper(struct lp *lp, int column, double upper)
{
    struct column_work w = {lp, 0.0, upper, column + 1, 0};
    if (column >= 0 && column < lp_columns(lp))
        (void)guarded(lp->fence, work_column_upper, &w);
}

int lp_columns(const struct lp *lp)
{
    return lp->fence->broken ? 0 : glp_get_num_cols(lp->glpk);
}

int lp_rows(const struct lp *lp)
{
    return lp->fence->broken ? 0 : glp_get_num_rows(lp->glpk);
}

struct solve_work {
    struct lp *lp;
    glp_smcp control;
    int code;
};

static void work_solve(void *context)
{
    struct solve_work *w = context;
    w->code = glp_simplex(w->lp->glpk, &w->control);
    if (w->code == GLP_EBADB || w->code == GLP_ESING || w->code == GLP_ECOND || w->code == GLP_EFAIL) {
        glp_std_basis(w->lp->glpk);
        w->code = glp_simplex(w->lp->glpk, &w->control);
    }
}

static int milliseconds(double seconds)
{
    return seconds > 2e6 ? 2000000000 : seconds < 1e-3 ? 1 : (int)(seconds * 1e3);
}

enum lp_status lp_solve(struct lp *lp, enum lp_method method, int64_t iterations_max, double time_s)
{
    struct solve_work w = {.lp = lp};
    glp_init_smcp(&w.control);
    w.control.msg_lev = GLP_MSG_OFF;
    w.control.meth = method == LP_DUAL ? GLP_DUALP : GLP_PRIMAL;
    w.control.it_lim = iterations_max > INT32_MAX ? INT32_MAX : (int)iterations_max;
    w.control.tm_lim = milliseconds(time_s);
    if (!guarded(lp->fence, work_solve, &w))
        return LP_FAILED;
    if (w.code == GLP_EITLIM || w.code == GLP_ETMLIM)
        return LP_STOPPED;
    if (w.code != 0)
        return LP_FAILED;
    int status = glp_get_status(lp->glpk);
    return status == GLP_OPT ? LP_OPTIMAL : status == GLP_NOFEAS || status == GLP_INFEAS ? LP_INFEASIBLE : LP_FAILED;
}

double lp_objective(const struct lp *lp)
{
    return lp->fence->broken ? 0.0 : glp_get_obj_val(lp->glpk);
}

double lp_row_dual(const struct lp *lp, int row)
{
    return row < 0 || row >= lp_rows(lp) ? 0.0 : glp_get_row_dual(lp->glpk, row + 1);
}

double lp_column_value(const struct lp *lp, int column)
{
    return column < 0 || column >= lp_columns(lp) ? 0.0 : glp_get_col_prim(lp->glpk, column + 1);
}

double lp_column_dual(const struct lp *lp, int column)
{
    return column < 0 || column >= lp_columns(lp) ? 0.0 : glp_get_col_dual(lp->glpk, column + 1);
}

int64_t lp_iterations(const struct lp *lp)
{
    return lp->fence->broken ? 0 : glp_get_it_cnt(lp->glpk);
}

struct integer_work {
    struct lp *lp;
    glp_iocp control;
    double below;
    int nodes_left, columns, code, status;
    bool cut_short;
};

/* GLPK asks before it takes up a node; this ends the search after the budget. */
static void integer_callback(glp_tree *tree, void *info)
{
    struct integer_work *w = info;
    if (glp_ios_reason(tree) == GLP_ISELECT && w->nodes_left-- <= 0) {
        w->cut_short = true;
        glp_ios_terminate(tree);
    }
}

static void work_integers(void *context)
{
    struct integer_work *w = context;
    glp_prob *glpk = w->lp->glpk;
    for (int c = 1; c <= w->columns; c++)
        glp_set_col_kind(glpk, c, GLP_IV);
    w->code = glp_intopt(glpk, &w->control);
    w->status = glp_mip_status(glpk);
}

static void work_continuous(void *context)
{
    struct integer_work *w = context;
    for (int c = 1; c <= w->columns; c++)
        glp_set_col_kind(w->lp->glpk, c, GLP_CV);
}

bool lp_solve_integers(struct lp *lp, double below, int nodes_max, double time_s, double *ret_values,
                       bool *ret_complete)
{
    struct integer_work w = {.lp = lp, .below = below, .nodes_left = nodes_max, .columns = lp_columns(lp)};
    glp_init_iocp(&w.control);
    w.control.msg_lev = GLP_MSG_OFF;
    w.control.cb_func = integer_callback;
    w.control.cb_info = &w;
    w.control.tm_lim = milliseconds(time_s);
    w.control.br_tech = GLP_BR_DTH;
    w.control.bt_tech = GLP_BT_BLB;
    if (!guarded(lp->fence, work_integers, &w))
        return false;
    bool found = (w.status == GLP_OPT || w.status == GLP_FEAS) && glp_mip_obj_val(lp->glpk) < below;
    for (int c = 0; c < w.columns && found; c++)
        ret_values[c] = glp_mip_col_val(lp->glpk, c + 1);
    if (ret_complete != NULL)
        *ret_complete = w.code == 0 && !w.cut_short;
    return guarded(lp->fence, work_continuous, &w) && found;
}
