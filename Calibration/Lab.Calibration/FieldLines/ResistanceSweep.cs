namespace Lab.Calibration.FieldLines;

/// <summary>Resistance of a junction while one thing was swept up and down again.</summary>
/// <param name="X">The swept quantity: field in T or current in A, shape [point].</param>
/// <param name="Ohms">Resistance, Ω, shape [point].</param>
/// <param name="IsUpward">Whether the point belongs to the way up, shape [point].</param>
public sealed record ResistanceSweep(IReadOnlyList<double> X, IReadOnlyList<double> Ohms, IReadOnlyList<bool> IsUpward)
{
    /// <summary>The points whose resistance lies between two values.</summary>
    public ResistanceSweep Between(double lowOhms, double highOhms) => Where(i => Ohms[i] >= lowOhms && Ohms[i] <= highOhms);

    /// <summary>The points of the way up, or of the way down.</summary>
    public ResistanceSweep Way(bool upward) => Where(i => IsUpward[i] == upward);

    private ResistanceSweep Where(Func<int, bool> isIn)
    {
        int[] points = [.. Enumerable.Range(0, X.Count).Where(isIn)];
        return new ResistanceSweep(
            [.. points.Select(i => X[i])], [.. points.Select(i => Ohms[i])], [.. points.Select(i => IsUpward[i])]);
    }
}
