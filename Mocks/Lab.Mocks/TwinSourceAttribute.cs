namespace Lab.Mocks;

/// <summary>Names a twin of an assembly, in the twin's own file.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public abstract class TwinSourceAttribute : Attribute
{
    /// <summary>The twin.</summary>
    public abstract TwinDescription Description { get; }
}
