namespace Lab.Mocks;

/// <summary>A twin that ships with Lab, as it describes itself.</summary>
public interface IShippedTwin
{
    /// <summary>The twin as the catalogue knows it.</summary>
    static abstract TwinDescription Description { get; }
}
