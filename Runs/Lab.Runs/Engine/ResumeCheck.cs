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

    /// <summary>Refuses what cannot be gone on with, whoever accepts it.</summary>
    /// <exception cref="RunException">The run is done, or it is another experiment.</exception>
    public static void RequireResumable(RunInfo before, RunInfo now)
    {
        if (before.Status == RunStatus.Done && before.Ended is not null)
        {
            throw new RunException($"The run '{before.Run}' is done: all its {before.Points} points are measured. 'lab runs report {before.Run}' analyses them again.");
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
                throw new RunException($"The run '{before.Run}' has the {what} {was}, and would go on with {would}. Start a new run instead.");
            }
        }
    }

    /// <summary>What differs between then and now, in words.</summary>
    /// <exception cref="RunException">There are differences, and nobody accepts them.</exception>
    public static IReadOnlyList<string> Differences(RunInfo before, RunInfo now, bool accepted)
    {
        List<string> found = [];
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

        found.AddRange(now.Instruments.Where(instrument => before.Instruments.All(was => was.Name != instrument.Name)).Select(instrument => $"instrument new: {instrument.Name}"));
        if (found.Count > 0 && !accepted)
        {
            throw new RunException(Refusal(found));
        }

        // Another version is worth a note but no refusal: an update of Lab must not make half a run worthless.
        Compare(found, "version of Lab", before.Version, now.Version);
        return found;
    }

    /// <summary>What differs between the calibrations that were used and those that are in force; nothing where none are recorded
    /// yet, since the run ended before its preparation did.</summary>
    public static IReadOnlyList<string> DifferencesOfCalibrations(IReadOnlyList<CalibrationRecord> before, IReadOnlyList<CalibrationRecord> now)
    {
        List<string> found = [];
        foreach (CalibrationRecord was in before)
        {
            CalibrationRecord? isNow = now.FirstOrDefault(calibration => calibration.Name == was.Name);
            Compare(found, $"calibration {was.Name}", Text(was), isNow is null ? "not used" : Text(isNow));
        }

        found.AddRange(before.Count == 0 ? [] : now.Where(calibration => before.All(was => was.Name != calibration.Name)).Select(calibration => $"calibration new: {calibration.Name}"));
        return found;

        static string Text(CalibrationRecord calibration) => $"{calibration.Value:R} {calibration.Unit} from {calibration.Source}";
    }

    /// <summary>The message for differences that nobody accepted.</summary>
    public static string Refusal(IReadOnlyList<string> differences) =>
        $"The run began differently: {string.Join("; ", differences)}. Put it back as it was, or accept it with --accept-changes, which is recorded.";

    private static void Compare(List<string> found, string what, string was, string isNow)
    {
        if (was != isNow)
        {
            found.Add($"{what} was {was}, is {isNow}");
        }
    }
}
