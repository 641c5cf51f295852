namespace Lab.Mocks.Stages;

/// <summary>The magnetic field at the junctions of a stage, which all parts make together that make any.</summary>
public sealed class StageField
{
    private readonly List<Action> followers = [];
    private readonly List<Func<double>> perpendicular = [];
    private readonly List<Func<string, double, double>> inPlane = [];
    private readonly List<Func<double>> across = [];
    private readonly List<IFieldTrace?> traces = [];

    /// <summary>The field perpendicular to the plane, T.</summary>
    public double PerpendicularTesla => perpendicular.Sum(source => source());

    /// <summary>The field in the plane across the axis along which <see cref="InPlaneTesla"/> is counted, T: that of a magnet in
    /// which the sample was turned.</summary>
    public double AcrossTesla => across.Sum(source => source());

    /// <summary>Adds a source of field.</summary>
    /// <param name="perpendicularTesla">The field perpendicular to the plane now, T.</param>
    /// <param name="addInPlane">Adds the field in the plane at a junction, of this name, to that of the sources before it,
    /// T.</param>
    /// <param name="acrossTesla">The field in the plane across the axis now, T; <see langword="null"/> for none.</param>
    /// <param name="trace">The field against time; <see langword="null"/> for a source that has its value of now at any
    /// time.</param>
    public void Add(
        Func<double> perpendicularTesla, Func<string, double, double> addInPlane, Func<double>? acrossTesla = null,
        IFieldTrace? trace = null)
    {
        perpendicular.Add(perpendicularTesla);
        inPlane.Add(addInPlane);
        traces.Add(trace);
        if (acrossTesla is not null)
        {
            across.Add(acrossTesla);
        }
    }

    /// <summary>Adds what has a memory of the field: it is told before the field changes and after it.</summary>
    /// <param name="follow">Follows the field as it is now.</param>
    public void AddFollower(Action follow) => followers.Add(follow);

    /// <summary>The field in the plane at a junction, T.</summary>
    /// <param name="junction">The junction's name.</param>
    public double InPlaneTesla(string junction)
    {
        double tesla = 0;
        foreach (Func<string, double, double> add in inPlane)
        {
            tesla = add(junction, tesla);
        }

        return tesla;
    }

    /// <summary>Writes the field in the plane at a junction or another part against time.</summary>
    /// <param name="name">The name of the junction or part.</param>
    /// <param name="window">The times: in the past, or within what the signals that are driven declare.</param>
    /// <param name="tesla">Where it goes, T, shape [sample].</param>
    public void InPlaneInto(string name, TraceWindow window, Span<double> tesla)
    {
        tesla.Clear();
        for (int i = 0; i < inPlane.Count; i++)
        {
            if (traces[i] is { } trace)
            {
                trace.AddInPlane(window, tesla);
                continue;
            }

            foreach (ref double value in tesla)
            {
                value = inPlane[i](name, value);
            }
        }
    }

    /// <summary>Writes the field perpendicular to the plane against time.</summary>
    /// <param name="window">The times: in the past, or within what the signals that are driven declare.</param>
    /// <param name="tesla">Where it goes, T, shape [sample].</param>
    public void PerpendicularInto(TraceWindow window, Span<double> tesla)
    {
        tesla.Clear();
        for (int i = 0; i < perpendicular.Count; i++)
        {
            if (traces[i] is { } trace)
            {
                trace.AddPerpendicular(window, tesla);
                continue;
            }

            double now = perpendicular[i]();
            foreach (ref double value in tesla)
            {
                value += now;
            }
        }
    }

    /// <summary>Tells what follows the field that it is about to change, or has changed.</summary>
    public void Move() => followers.ForEach(follow => follow());
}
