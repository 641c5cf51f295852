namespace Lab.Calibration.WeightTunings;

/// <summary>All readings of one junction at several currents in its field line, in the order of measurement: at each visit of a
/// current a spectrum at one power, and V(P) at a fixed tone.</summary>
/// <param name="FrequencyHertz">Frequencies of the source, Hz, shape [reading].</param>
/// <param name="PowerWatts">Powers at the junction, W, shape [reading].</param>
/// <param name="Volts">Readings of the voltmeter, V, shape [reading].</param>
/// <param name="Seconds">Bench time, s, never going back, shape [reading].</param>
/// <param name="Visit">Index of the visit, shape [reading]; a current that is visited twice has two.</param>
/// <param name="IsResponse">Whether a reading belongs to V(P), shape [reading].</param>
/// <param name="Amperes">Current in the line, A, shape [visit].</param>
public sealed record TunedReadings(
    double[] FrequencyHertz, double[] PowerWatts, double[] Volts, double[] Seconds, int[] Visit, bool[] IsResponse,
    double[] Amperes)
{
    /// <summary>Number of readings.</summary>
    public int Count => Volts.Length;

    /// <summary>Number of visits.</summary>
    public int VisitCount => Amperes.Length;

    /// <summary>The readings of V(P) of one visit.</summary>
    public int[] ResponseOf(int visit) => [.. Enumerable.Range(0, Count).Where(i => Visit[i] == visit && IsResponse[i])];
}
