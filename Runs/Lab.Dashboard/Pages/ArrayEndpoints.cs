using Lab.Dashboard.Feeds;
using Lab.Dashboard.Views;
using Lab.Runs.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lab.Dashboard.Pages;

/// <summary>What can be asked of the arrays of a run: traces, spectra, images. All is thinned to what a screen shows, and read
/// piece by piece, a few requests at a time.</summary>
/// <param name="folders">The folder of all runs.</param>
internal sealed class ArrayEndpoints(RunFolders folders)
{
    private const int MostReaders = 2;
    private const long MostBytes = 256 << 20;
    private const int MostColumns = 512;
    private const int MostRows = 256;
    private const int LongestElement = sizeof(double);

    private readonly Turns turns = new(MostReaders);

    /// <summary>Adds the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder runs = routes.MapGroup("/api/runs/{run}").WithTags("arrays");
        runs.MapGet("/array", ArrayAsync).WithSummary(
            "The array of a point in 'column', against the places of its elements, or against the array in 'across'.");
        runs.MapGet("/image", ImageAsync).WithSummary(
            "The array of a point in 'column' as an image with rows of 'width' elements.");
        runs.MapGet("/stack", StackAsync).WithSummary(
            "The arrays of all points in 'column' as an image, a row a point; up by point, or by the column of numbers 'up'; "
                + "across by the places of the elements, or by the array in 'across' as it is at the first point.");
    }

    private Task<ArrayView> ArrayAsync(string run, string column, long? point, string? across, CancellationToken gone) =>
        InTurnAsync(run, folder =>
        {
            (long found, int length, long last) = Find(folder, column, point);
            var thinning = new ArrayThinning(length);
            RecordedPoints.ReadArrays(
                folder.FullPath, column, [found], MostBytes, (_, first, values) => thinning.Take(first, values));
            IReadOnlyList<(int Place, double Value)> kept = thinning.Kept();
            double[] x = across is null
                ? [.. kept.Select(each => (double)each.Place)]
                : Pick(folder, across, found, length, [.. kept.Select(each => each.Place)]);
            return new ArrayView(column, found, last, length, thinning.Every, x, [.. kept.Select(each => each.Value)]);
        }, gone);

    private Task<ArrayImageView> ImageAsync(string run, string column, long? point, int width, CancellationToken gone) =>
        InTurnAsync(run, folder =>
        {
            if (width < 1)
            {
                throw new DashboardException(400, "An image has rows of at least one element, 'width'.");
            }

            (long found, int length, long last) = Find(folder, column, point);
            int columns = Math.Min(width, Math.Max(1, length));
            var thinning = new BlockThinning(
                columns, (int)(((long)length + columns - 1) / columns), MostColumns, MostRows);
            RecordedPoints.ReadArrays(folder.FullPath, column, [found], MostBytes, (_, first, values) =>
            {
                for (int i = 0; i < values.Length; i++)
                {
                    thinning.Take((first + i) % columns, (first + i) / columns, values[i]);
                }
            });
            return ImageOf(column, found, last, thinning, thinning.EveryRow,
                [.. thinning.Cells.Select((_, row) => (double?)row * thinning.EveryRow)]);
        }, gone);

    private Task<ArrayImageView> StackAsync(
        string run, string column, string? up, string? across, CancellationToken gone) => InTurnAsync(run, folder =>
        {
            long end = EndOf(folder);

            // As many points as can be read at once; the longest of a few tells how many.
            int longest = Lengths(folder, column, Spread(end, MostRows)).Max(each => each.Length);
            int rows = (int)Math.Clamp(MostBytes / Math.Max(1, (long)longest * LongestElement), 1, MostRows);
            IReadOnlyList<(long Point, int Length)> shown = Lengths(folder, column, Spread(end, rows));
            var rowOf = shown.Index().ToDictionary(each => each.Item.Point, each => each.Index);
            var thinning = new BlockThinning(shown.Max(each => each.Length), shown.Count, MostColumns, MostRows);
            RecordedPoints.ReadArrays(
                folder.FullPath, column, shown.Select(each => each.Point), MostBytes, (point, first, values) =>
                {
                    for (int i = 0; i < values.Length && rowOf.TryGetValue(point, out int row); i++)
                    {
                        thinning.Take(first + i, row, values[i]);
                    }
                });
            IReadOnlyList<double?> places = up is null
                ? [.. shown.Select(each => (double?)each.Point)]
                : NumbersAt(folder, up, shown);
            ArrayImageView image = ImageOf(column, null, end - 1, thinning, Math.Max(1, end / shown.Count), places);
            return across is null ? image : image with
            {
                X = Pick(
                    folder, across, shown[0].Point, shown.Max(each => each.Length), [.. image.X.Select(place => (int)place)]),
            };
        }, gone);

    private static ArrayImageView ImageOf(
        string column, long? point, long last, BlockThinning thinning, long everyRow, IReadOnlyList<double?> up) => new(
            column,
            point,
            last,
            thinning.EveryColumn,
            everyRow,
            [.. Enumerable.Range(0, thinning.Cells is [var first, ..] ? first.Length : 0)
                .Select(x => (double)x * thinning.EveryColumn)],
            up,
            thinning.Cells);

    private static IEnumerable<long> Spread(long end, int rows)
    {
        long count = Math.Min(end, rows);
        for (long i = 0; i < count; i++)
        {
            yield return (long)((Int128)i * end / count);
        }
    }

    private static long EndOf(RunFolder folder) => RecordedPoints.ReadEnd(folder.FullPath) is > 0 and var end
        ? end
        : throw new DashboardException(404, $"The run '{folder.Name}' has no points yet.");

    private static IReadOnlyList<(long Point, int Length)> Lengths(RunFolder folder, string column, IEnumerable<long> points)
    {
        RequireColumn(folder, column, ColumnKind.Array);
        return RecordedPoints.ReadArrayLengths(folder.FullPath, column, points) is { Count: > 0 } lengths
            ? lengths
            : throw new DashboardException(404, $"The run '{folder.Name}' has no such point.");
    }

    private static (long Point, int Length, long Last) Find(RunFolder folder, string column, long? point)
    {
        long last = EndOf(folder) - 1;
        (long found, int length) = Lengths(folder, column, [Math.Clamp(point ?? last, 0, last)])[0];
        return (found, length, last);
    }

    private static double[] Pick(RunFolder folder, string column, long point, int length, int[] places)
    {
        if (Lengths(folder, column, [point])[0] is var (_, other) && other != length)
        {
            throw new DashboardException(
                409,
                $"'{column}' has {other} elements at point {point}, and the array has {length}: they do not belong together.");
        }

        double[] picked = new double[places.Length];
        int next = 0;
        RecordedPoints.ReadArrays(folder.FullPath, column, [point], MostBytes, (_, first, values) =>
        {
            for (; next < places.Length && places[next] < first + values.Length; next++)
            {
                picked[next] = values[places[next] - first];
            }
        });
        return picked;
    }

    private static IReadOnlyList<double?> NumbersAt(RunFolder folder, string column, IEnumerable<(long Point, int Length)> points)
    {
        RequireColumn(folder, column, ColumnKind.Number);
        return
        [
            .. points.Select(each => RecordedPoints.ReadNumbers(folder.FullPath, [column], each.Point, 1))
                .Select(numbers => numbers.Values[0] is [var value] && double.IsFinite(value) ? (double?)value : null),
        ];
    }

    private static void RequireColumn(RunFolder folder, string name, ColumnKind kind)
    {
        IReadOnlyList<Column> columns = RecordedPoints.ReadColumns(folder.FullPath);
        if (!columns.Any(column => column.Name == name && column.Kind == kind))
        {
            string what = kind == ColumnKind.Array ? "arrays" : "numbers";
            string[] names = [.. columns.Where(column => column.Kind == kind).Select(column => column.Name)];
            throw new DashboardException(
                404,
                $"The run '{folder.Name}' has no column of {what} '{name}'; it has "
                    + $"{(names.Length > 0 ? string.Join(", ", names) : "none")}.");
        }
    }

    private Task<T> InTurnAsync<T>(string run, Func<RunFolder, T> read, CancellationToken gone)
    {
        RunFolder folder = folders.Find(run);
        return turns.TakeAsync(() => Task.Run(() => read(folder), CancellationToken.None), gone);
    }
}
