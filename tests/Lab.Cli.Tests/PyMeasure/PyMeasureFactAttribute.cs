namespace Lab.Cli.Tests.PyMeasure;

/// <summary>A test that needs Debian's PyMeasure; without it the test is reported as skipped,
/// with the package to install.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PyMeasureFactAttribute : FactAttribute
{
    private const string Package = "/usr/lib/python3/dist-packages/pymeasure";

    /// <summary>Looks for the package.</summary>
    public PyMeasureFactAttribute() => Skip = Directory.Exists(Package) ? null : "Needs the Debian package python3-pymeasure.";
}
