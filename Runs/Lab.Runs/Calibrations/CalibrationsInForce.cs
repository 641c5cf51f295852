namespace Lab.Runs.Calibrations;

/// <summary>The calibrations that one bench has at the moment.</summary>
/// <param name="records">Of each name the last one first, expired ones included.</param>
/// <param name="now">The moment.</param>
public sealed class CalibrationsInForce(IReadOnlyList<CalibrationRecord> records, DateTimeOffset now)
{
    /// <summary>A bench without any.</summary>
    public static CalibrationsInForce None { get; } = new([], DateTimeOffset.UnixEpoch);

    /// <summary>The calibration of a name; <see langword="null"/> where there is none or it has expired.</summary>
    public CalibrationRecord? Find(string name) => Last(name) is { } record && !record.HasExpired(now) ? record : null;

    /// <summary>Why there is no calibration of a needed name, in words; <see langword="null"/> where there is one.</summary>
    public string? Lacks(CalibrationNeed need)
    {
        ArgumentNullException.ThrowIfNull(need);
        string remedy = $"Make it with 'lab run {need.Protocol}' on this bench.";
        return Last(need.Name) switch
        {
            null => $"There is no calibration '{need.Name}' for this bench. {remedy}",
            { } record when record.HasExpired(now) =>
                $"The calibration '{need.Name}' from {record.Source} expired at {record.ValidUntil:yyyy-MM-dd HH:mm}. {remedy}",
            _ => null,
        };
    }

    private CalibrationRecord? Last(string name) => records.FirstOrDefault(record => record.Name == name);
}
