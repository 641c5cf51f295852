using Ivi.Visa;

namespace NationalInstruments.Visa;

public sealed class ResourceManager : IResourceManager
{
    public IEnumerable<string> Find(string pattern) => GlobalResourceManager.Find(pattern);

    public IVisaSession Open(string resourceName) => GlobalResourceManager.Open(resourceName);

    public void Dispose()
    {
        // Holds nothing.
    }
}
