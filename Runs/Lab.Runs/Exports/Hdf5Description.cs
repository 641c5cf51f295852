using System.Globalization;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Runs.Exports;

/// <summary>The description of a run, as attributes of a file.</summary>
internal static class Hdf5Description
{
    /// <summary>The attributes: the run itself, <c>setting.KEY</c>, and <c>result.NAME</c> with <c>result.NAME.uncertainty</c>
    /// and
    /// <c>result.NAME.units</c>.</summary>
    public static IEnumerable<(string Name, object Value)> Of(RunInfo info)
    {
        yield return ("run", info.Run);
        yield return ("protocol", info.Protocol);
        yield return ("status", info.Status.ToString().ToLowerInvariant());
        if (info.Reason is { } reason)
        {
            yield return ("reason", reason);
        }

        yield return ("bench", info.Bench);
        yield return ("simulated", info.Simulated ? 1 : 0);
        yield return ("seed", info.Seed);
        yield return ("lab_version", info.Version);
        yield return ("started", info.Started.ToString("O", CultureInfo.InvariantCulture));
        if (info.Ended is { } ended)
        {
            yield return ("ended", ended.ToString("O", CultureInfo.InvariantCulture));
        }

        yield return ("planned_points", info.PlannedPoints);
        if (info.Warnings.Count > 0)
        {
            yield return ("warnings", string.Join('\n', info.Warnings));
        }

        foreach ((string key, string value) in info.Settings)
        {
            yield return ($"setting.{PlainName(key)}", value);
        }

        foreach (ResultValue result in info.Results)
        {
            string name = $"result.{PlainName(result.Name)}";
            yield return (name, result.Value);
            yield return ($"{name}.units", result.Unit.Length == 0 ? "1" : result.Unit);
            if (result.Uncertainty is { } uncertainty)
            {
                yield return ($"{name}.uncertainty", uncertainty);
            }
        }
    }

    // netCDF has no slash in names.
    private static string PlainName(string name) => string.Concat(name.Select(c => c is '/' || char.IsControl(c) ? '_' : c));
}
