namespace Lab.Instruments.Drivers.LockInAmplifiers;

/// <summary>Ranges and time constants of Stanford Research's lock-in amplifiers, by their index.</summary>
internal static class StanfordTables
{
    private static readonly double[] Steps = [2, 5, 10];

    /// <summary>2 nV to 1 V in steps of 1, 2 and 5: <c>SENS 0</c> to <c>SENS 26</c> of an SR830.</summary>
    public static IReadOnlyList<double> SensitivitiesVolts { get; } =
        [.. Enumerable.Range(0, 27)
            .Select(i => double.Parse($"{Steps[i % 3]}E{(i / 3) - 9}", System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>10 µs to 30 ks in steps of 1 and 3: <c>OFLT 0</c> to <c>OFLT 19</c> of an SR830.</summary>
    public static IReadOnlyList<double> TimeConstantsSeconds { get; } =
        [.. Enumerable.Range(0, 20).Select(
            i => double.Parse($"{(i % 2 == 0 ? 1 : 3)}E{(i / 2) - 5}", System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>1 nV to 1 V: from <c>SCAL 27</c> down to <c>SCAL 0</c> of an SR860.</summary>
    public static IReadOnlyList<double> ScalesVolts { get; } = [1e-9, .. SensitivitiesVolts];

    /// <summary>1 µs to 30 ks: <c>OFLT 0</c> to <c>OFLT 21</c> of an SR860.</summary>
    public static IReadOnlyList<double> FastTimeConstantsSeconds { get; } = [1e-6, 3e-6, .. TimeConstantsSeconds];
}
