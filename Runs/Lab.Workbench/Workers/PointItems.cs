using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Instruments.Files;
using Lab.Runs;
using Lab.Runs.Calibrations;
using Lab.Runs.Engine;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Studies;

namespace Lab.Workbench.Workers;

/// <summary>The items of a run: their points are kept.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="folder">The folder of the items, which has those of the stages before.</param>
/// <param name="files">The folder for files that belong beside the record.</param>
internal sealed class PointItems(Experiment experiment, ItemFolder folder, string files) : IItemWork
{
    private const int MostTries = 50;
    private const long MostBytes = 1L << 30;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // The points so far of an item that is under way, one a line.
    private readonly string part = Path.Combine(files, "points.part");

    private readonly IItemExperiment items = experiment.Protocol.Create(experiment.Settings, experiment.Bench) as IItemExperiment
        ?? throw new WorkbenchException(
            $"Bug in Lab: {experiment.Protocol.Name} has no items, but an order of some.", WorkbenchFault.Request);

    private IStudyWork? work;
    private int begun = -1;

    public int StageOf(int item) => items.StageOf(item);

    public async ValueTask<JsonNode> ComputeAsync(int item, CancellationToken cancellationToken)
    {
        int stage = items.StageOf(item);
        if (work is null || stage != begun)
        {
            (work, begun) = (items.BeginItems(ContextOf(stage)), stage);
        }

        bool hasMany = items.PointsOf(item) > 1;
        JsonArray points = hasMany ? ReadPart() : [];
        await work.ComputeAsync(
            new StudyItem(item, points.Count, threads: 1, items.Columns, row =>
            {
                JsonNode point = RowJson.Write(items.Columns, row);
                if (hasMany)
                {
                    File.AppendAllText(part, LineOf(points.Count, point));
                }

                points.Add(point);
            }),
            cancellationToken).ConfigureAwait(false);
        File.Delete(part);
        if (points.Count != items.PointsOf(item))
        {
            throw new InvalidOperationException(
                $"Bug in Lab: the item {item} has {points.Count} points and not {items.PointsOf(item)}.");
        }

        return points;
    }

    /// <summary>Reads the points of an item that is done.</summary>
    /// <param name="columns">Their columns.</param>
    /// <param name="outcome">What its file holds.</param>
    /// <exception cref="JsonException">It is something else.</exception>
    public static IReadOnlyList<Row> Read(IReadOnlyList<Column> columns, JsonNode? outcome) => outcome is JsonArray points
        ? [.. points.Select(point => RowJson.Read(columns, point))]
        : throw new JsonException("It has no points.");

    // A worker that was taken for dead may write on, where its file was before.
    private static string LineOf(int index, JsonNode point) => $"[{index},{point.ToJsonString()}]\n";

    // What a worker before has left; the last line may be half of one.
    private JsonArray ReadPart()
    {
        if (!File.Exists(part))
        {
            return [];
        }

        JsonArray points = [];
        var whole = new StringBuilder();
        foreach (string line in PlainFile.ReadText(part, MostBytes).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                if (JsonNode.Parse(line) is not JsonArray { Count: 2 } kept || (int?)kept[0] != points.Count
                    || kept[1]?.DeepClone() is not { } point)
                {
                    break;
                }

                points.Add(point);
                whole.Append(line).Append('\n');
            }
            catch (JsonException)
            {
                break;
            }
        }

        WholeFile.WriteText(part, whole.ToString());
        return points;
    }

    // A network file system may show a file later than the folder that it lies in.
    private ItemResult ReadDone(int item)
    {
        for (int tries = 1; ; tries++)
        {
            if (folder.TryRead(item) is { } done)
            {
                return done.Failure is { } failure
                    ? throw new RunException($"The item {item} of an earlier stage failed: {failure}")
                    : done;
            }

            if (tries == MostTries)
            {
                throw new RunException($"The item {item} of an earlier stage is not there any more: it was removed.");
            }

            Task.Delay(Pause, TimeProvider.System).GetAwaiter().GetResult();
        }
    }

    private ExperimentContext ContextOf(int stage)
    {
        MemoryPoints? before = null;
        int point = 0;
        for (int item = 0; item < items.ItemCount && items.StageOf(item) < stage; item++)
        {
            before ??= new MemoryPoints(items.Columns);
            ItemResult done = ReadDone(item);
            foreach (Row row in Read(items.Columns, done.Outcome))
            {
                before.Append(point++, 0, row);
            }
        }

        return new ExperimentContext(new NoBench(experiment.Bench), experiment.Seed, CalibrationsInForce.None)
        {
            Folder = files,
            Recorded = before,
        };
    }
}
