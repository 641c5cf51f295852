namespace Lab.Mocks.Stages;

/// <summary>A source of field that knows its field against time: what a part asks that records a whole shot at once.</summary>
public interface IFieldTrace
{
    /// <summary>Adds the field perpendicular to the plane.</summary>
    /// <param name="window">The times, past or declared by a signal.</param>
    /// <param name="tesla">The field of the sources before it, T, shape [sample].</param>
    void AddPerpendicular(TraceWindow window, Span<double> tesla);

    /// <summary>Adds the field in the plane, along the axis.</summary>
    /// <param name="window">The times, past or declared by a signal.</param>
    /// <param name="tesla">The field of the sources before it, T, shape [sample].</param>
    void AddInPlane(TraceWindow window, Span<double> tesla);
}
