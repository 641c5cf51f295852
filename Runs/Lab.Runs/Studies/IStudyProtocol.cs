using Lab.Runs.Protocols;

namespace Lab.Runs.Studies;

/// <summary>A kind of study, as the program lists it among the protocols. It needs no bench, and its record names none.</summary>
public interface IStudyProtocol : IProtocol
{
    /// <summary>Whether a study with some settings takes a device from a bench file, whose instruments it leaves alone.</summary>
    /// <param name="settings">The settings.</param>
    bool TakesDevice(object settings) => false;
}
