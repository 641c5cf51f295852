using Lab.Instruments.Files;
using Lab.Runs.Calibrations;
using Lab.Runs.Records;

namespace Lab.Runs.Engine;

/// <summary>Compares a run as it was recorded with how it would go on.</summary>
internal static class ResumeCheck
{
    /// <summary>How a recorded run ended, for its seam.</summary>
    public static string HowItEnded(RunInfo before) => before.Status switch
    {
        RunStatus.Running => "was interrupted",
        RunStatus.Aborted => $"was aborted: {before.Reason}",
        RunStatus.Failed => $"failed: {before.Reason}",
        _ => "was done, but not analysed",
    };

    /// <summary>Refuses a run that cannot be resumed, whatever differences were accepted.</summary>
    /// <exception cref="RunException">The run is done, or it is another experiment.</exception>
    public static void RequireResumable(RunInfo before, RunInfo now)
    {
        if (before.Status == RunStatus.Done && before.Ended is not null)
        {
            throw new RunException(
                $"The run '{before.Run}' is done: all its {before.Points} points are measured. 'lab runs report {before.Run}' "
                    + "analyses them again.");
        }

        foreach ((string what, string was, string would) in (ReadOnlySpan<(string, string, string)>)
        [
            ("protocol", before.Protocol, now.Protocol),
            ("seed", $"{before.Seed}", $"{now.Seed}"),
            ("number of points", $"{before.PlannedPoints}", $"{now.PlannedPoints}"),
        ])
        {
            if (was != would)
            {
                throw new RunException(
                    $"The run '{before.Run}' has the {what} {was}, and would go on with {would}. Start a new run instead.");
            }
        }
    }

    /// <summary>Differences between the files that the settings of a run name, then and now, and between what <c>run.json</c>
    /// and the record say of the settings. It comes before all other differences:
    /// with other data even the plan may be another.</summary>
    /// <param name="before">The run as it was recorded.</param>
    /// <param name="now">The files now.</param>
    /// <param name="folder">The run.</param>
    /// <param name="accepted">Whether differences are accepted.</param>
    /// <exception cref="RunException">There are differences, and nobody accepts them.</exception>
    public static IReadOnlyList<string> DifferencesOfFiles(
        RunInfo before, IReadOnlyList<RunFile> now, RunFolder folder, bool accepted)
    {
        List<string> found = [];
        foreach (RunFile was in before.Files.Where(file => file.Setting != RunFiles.Bench))
        {
            RunFile? isNow = now.FirstOrDefault(file => file.Setting == was.Setting
                && (file.Sha256 == was.Sha256 || Path.GetFileName(file.Path) == Path.GetFileName(was.Path)))
                ?? now.FirstOrDefault(file => file.Setting == was.Setting);
            if (isNow?.Sha256 != was.Sha256)
            {
                Compare(found, $"file of {was.Setting}, {was.Path},", Text(was), isNow is null ? "not there" : Text(isNow));
            }
        }

        if (folder.ReadHeader() is { } header)
        {
            foreach (string key in header.Settings.Keys.Union(before.Settings.Keys))
            {
                Compare(
                    found,
                    $"setting {key}",
                    header.Settings.GetValueOrDefault(key, "not there"),
                    before.Settings.GetValueOrDefault(key, "not there"));
            }
        }

        return found.Count > 0 && !accepted ? throw new RunException(Refusal(found)) : found;

        static string Text(RunFile file) => $"{file.Bytes} bytes with SHA-256 {file.Sha256[..Math.Min(12, file.Sha256.Length)]}…";
    }

    /// <summary>Differences between the bench file that a run began with and the one with which it would go on, value by value;
    /// nothing where no copy of the first one was kept.</summary>
    /// <param name="before">The run as it was recorded.</param>
    /// <param name="folder">The run.</param>
    /// <param name="text">The text of the bench file now.</param>
    public static IReadOnlyList<(string Difference, bool IsAddress)> DifferencesOfBench(
        RunInfo before, RunFolder folder, string? text) =>
        text is not null && before.Files.FirstOrDefault(file => file.Setting == RunFiles.Bench) is { } was
            && RunFiles.FindCopy(folder.FullPath, was) is { } copy
            ? BenchComparison.Of(PlainFile.ReadText(copy, RunFiles.LongestText), text)
            : [];

    /// <summary>Differences between then and now, in words.</summary>
    /// <param name="before">The run as it was recorded.</param>
    /// <param name="now">The run as it would go on.</param>
    /// <param name="bench">The differences in the bench file; another address alone is worth a note but no refusal.</param>
    /// <param name="accepted">Whether differences are accepted.</param>
    /// <exception cref="RunException">There are differences, and nobody accepts them.</exception>
    public static IReadOnlyList<string> Differences(
        RunInfo before, RunInfo now, IReadOnlyList<(string Difference, bool IsAddress)> bench, bool accepted)
    {
        List<string> found = [];
        if (now.Computed)
        {
            // Records of earlier versions name a bench that the study never used.
            Compare(found, "version of Lab", before.Version, now.Version);
            return found;
        }

        Compare(found, "bench", before.Bench, now.Bench);
        Compare(found, "twins in place of instruments", before.Simulated ? "yes" : "no", now.Simulated ? "yes" : "no");
        found.AddRange(before.Limits.Except(now.Limits).Select(limit => $"limit gone: {limit}"));
        found.AddRange(now.Limits.Except(before.Limits).Select(limit => $"limit new: {limit}"));
        foreach (InstrumentRecord was in before.Instruments)
        {
            InstrumentRecord? isNow = now.Instruments.FirstOrDefault(instrument => instrument.Name == was.Name);
            Compare(found, $"identity of {was.Name}", was.Identity, isNow?.Identity ?? "not there");
            Compare(found, $"driver of {was.Name}", was.Driver, isNow?.Driver ?? "not there");
        }

        found.AddRange(now.Instruments.Where(instrument => before.Instruments.All(was => was.Name != instrument.Name)).Select(
            instrument => $"instrument new: {instrument.Name}"));
        found.AddRange(bench.Where(each => !each.IsAddress).Select(each => each.Difference));
        if (found.Count > 0 && !accepted)
        {
            throw new RunException(Refusal(found));
        }

        found.AddRange(bench.Where(each => each.IsAddress).Select(each => each.Difference));

        // Another version is worth a note but no refusal: an update of Lab must not make half a run worthless.
        Compare(found, "version of Lab", before.Version, now.Version);
        return found;
    }

    /// <summary>Differences between the calibrations that were used and those in force; nothing where none are recorded
    /// yet, since the run ended before its preparation did.</summary>
    public static IReadOnlyList<string> DifferencesOfCalibrations(
        IReadOnlyList<CalibrationRecord> before, IReadOnlyList<CalibrationRecord> now)
    {
        List<string> found = [];
        foreach (CalibrationRecord was in before)
        {
            CalibrationRecord? isNow = now.FirstOrDefault(calibration => calibration.Name == was.Name);
            Compare(found, $"calibration {was.Name}", Text(was), isNow is null ? "not used" : Text(isNow));
        }

        found.AddRange(
            before.Count == 0 ? [] : now.Where(calibration => before.All(was => was.Name != calibration.Name)).Select(
                calibration => $"calibration new: {calibration.Name}"));
        return found;

        static string Text(CalibrationRecord calibration) => $"{calibration.Value:R} {calibration.Unit} from {calibration.Source}"
            + (calibration.CurvesSha256 is { Length: > 0 } sum ? $" (curves {sum[..Math.Min(12, sum.Length)]}…)" : string.Empty);
    }

    /// <summary>The message for differences that nobody accepted.</summary>
    public static string Refusal(IReadOnlyList<string> differences) =>
        $"The run began differently: {string.Join("; ", differences)}. Put it back as it was, or accept it with "
            + "--accept-changes, which is recorded.";

    private static void Compare(List<string> found, string what, string was, string isNow)
    {
        if (was != isNow)
        {
            found.Add($"{what} was {was}, is {isNow}");
        }
    }
}
